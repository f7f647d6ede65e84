import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import type { AnswerRow } from '../../../../warehouse/metrics/metric-query.ts';
import { useMetrics } from '../../api/queries.ts';
import { useDrillTarget } from '../../drill/drill-target.ts';
import { useFormats } from '../../format/use-formats.ts';
import { useLanguage } from '../../language/use-language.ts';
import { MetricInfo, WithInfo } from '../../parts/metric-info.tsx';
import { Panel } from '../../parts/panel.tsx';
import { useIsPhone } from '../../parts/use-phone.ts';
import { enoughDeals, type MeasureName, measures, type RepFigures } from './measures.ts';
import { isQuiet, queryOf, type RepQueries } from './reps.ts';

/** Every person and measure with its n; a figure opens its records, a head sorts. */
export function RepTable({
  reps,
  overall,
  queries,
}: {
  reps: readonly RepFigures[];
  overall: AnswerRow;
  queries: RepQueries;
}) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const { open } = useDrillTarget();
  const isPhone = useIsPhone();
  const known = useMetrics().data?.rows ?? [];
  // A measure nobody has a figure for is no column.
  const columns = measures.filter(({ metric }) => reps.some((rep) => (rep.values[metric] ?? 0) !== 0));
  const label = (name: MeasureName) => known.find((row) => row.name === name)?.label[language] ?? name;
  const write = (name: MeasureName, value: number | null) => {
    const unit = measures.find(({ metric }) => metric === name)!.unit;
    return unit === 'money' ? formats.moneyShort(value) : formats.ofUnit(unit, value);
  };
  return (
    <Panel className="wrap-heads" title={t('team.table')} text={t('team.small_n', { n: enoughDeals })}>
      <Table<RepFigures>
        size="small"
        rowKey="owner_id"
        dataSource={[...reps]}
        scroll={{ x: isPhone ? 104 + columns.length * 108 : 960, y: 440 }}
        pagination={false}
        showSorterTooltip={false}
        columns={[
          {
            key: 'rep',
            title: t('team.rep'),
            fixed: 'left',
            width: isPhone ? 104 : 168,
            sorter: (a, b) => a.owner_name.localeCompare(b.owner_name, language),
            render: (_, rep) => <strong className="rep-name">{rep.owner_name}</strong>,
          },
          ...columns.map(({ metric }) => ({
            key: metric,
            title: (
              <WithInfo name={label(metric)}>
                <MetricInfo name={metric} />
              </WithInfo>
            ),
            align: 'right' as const,
            className: 'number',
            sorter: (a: RepFigures, b: RepFigures) => (a.values[metric] ?? -1) - (b.values[metric] ?? -1),
            ...(metric === 'won_amount' ? { defaultSortOrder: 'descend' as const } : {}),
            render: (_: unknown, rep: RepFigures) => (
              <button
                type="button"
                className={`figure ${isQuiet(rep, metric) ? 'quiet-figure' : ''}`}
                onClick={() =>
                  open({
                    kind: 'metric',
                    title: `${label(metric)} · ${rep.owner_name}`,
                    metric,
                    query: queryOf(queries, metric),
                    mark: { owner_id: rep.owner_id },
                  })
                }
              >
                {write(metric, rep.values[metric])}
                {metric !== 'won_amount' && metric !== 'activity_count' && (
                  <small>n {formats.count(rep.n[metric])}</small>
                )}
              </button>
            ),
          })),
        ]}
        summary={() => (
          <Table.Summary fixed>
            <Table.Summary.Row className="together">
              <Table.Summary.Cell index={0}>{t('team.all_together')}</Table.Summary.Cell>
              {columns.map(({ metric }, index) => {
                const value = overall[metric];
                return (
                  <Table.Summary.Cell key={metric} index={index + 1} align="right">
                    <span className="number">{typeof value === 'number' ? write(metric, value) : ''}</span>
                  </Table.Summary.Cell>
                );
              })}
            </Table.Summary.Row>
          </Table.Summary>
        )}
      />
    </Panel>
  );
}
