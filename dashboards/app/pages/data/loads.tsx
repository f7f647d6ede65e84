import { Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WorkspaceAnswer } from '../../../../api/contracts/workspace.ts';
import { useWorkspace } from '../../api/queries.ts';
import { useFormats } from '../../format/use-formats.ts';
import { FiguresTable } from '../../parts/figures-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { NothingHere } from '../../parts/states.tsx';
import { LoadRows } from './load-rows.tsx';

type Load = WorkspaceAnswer['loads'][number];

/** Each load with its row accounting; the repairs and set-aside rows of the one chosen below. */
export function Loads({ loads }: { loads: readonly Load[] }) {
  const { t } = useTranslation();
  const formats = useFormats();
  const isEmpty = useWorkspace().data?.kind === 'empty';
  const [chosen, setChosen] = useState<string | null>(null);
  const load =
    loads.find((row) => row.load_id === chosen) ?? loads.find((row) => row.rows_repaired + row.rows_quarantined > 0);
  const count = (key: 'rows_in' | 'rows_loaded' | 'rows_repaired' | 'rows_quarantined') => ({
    key,
    title: t(`data.${key}`),
    isNumber: true,
    cell: (row: Load) => formats.count(row[key]),
  });
  return (
    <Panel title={t('data.loads')} text={t('data.loads_text')}>
      {loads.length === 0 ? (
        <NothingHere title={t(isEmpty ? 'state.empty_title' : 'data.no_loads')} />
      ) : (
        <FiguresTable
          caption={t('data.loads')}
          rows={loads}
          rowKey={(row) => row.load_id}
          columns={[
            { key: 'origin', title: t('data.source'), cell: (row) => <span className="path">{row.origin}</span> },
            { key: 'system', title: t('data.mapping'), cell: (row) => row.source_system },
            { key: 'finished', title: t('data.finished'), cell: (row) => formats.moment(row.finished_at) },
            count('rows_in'),
            count('rows_loaded'),
            count('rows_repaired'),
            count('rows_quarantined'),
            {
              key: 'choose',
              title: '',
              cell: (row) =>
                row.rows_repaired + row.rows_quarantined === 0 ? null : (
                  <button
                    type="button"
                    className="link"
                    aria-pressed={row.load_id === load?.load_id}
                    onClick={() => setChosen(row.load_id)}
                  >
                    {t('data.choose')}
                  </button>
                ),
            },
          ]}
        />
      )}
      {load && (
        <Tabs
          key={load.load_id}
          size="small"
          defaultActiveKey={load.rows_repaired > 0 ? 'repairs' : 'quarantine'}
          items={[
            {
              key: 'repairs',
              label: t('data.repairs'),
              children: <LoadRows kind="repairs" load_id={load.load_id} />,
            },
            {
              key: 'quarantine',
              label: t('data.quarantine'),
              children: <LoadRows kind="quarantine" load_id={load.load_id} />,
            },
          ]}
        />
      )}
    </Panel>
  );
}
