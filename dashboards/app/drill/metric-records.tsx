import { Button, Table } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { AnswerRow, DrillAnswer, Label, Unit } from '../../../warehouse/metrics/metric-query.ts';
import { api } from '../api/client.ts';
import { useDrill, useMetrics } from '../api/queries.ts';
import type { Formats } from '../format/format.ts';
import { useFormats } from '../format/use-formats.ts';
import { useLanguage } from '../language/use-language.ts';
import { useValueLabel, type ValueLabel } from '../language/value-label.ts';
import { DealName } from '../parts/deal-name.tsx';
import { BlockSkeleton } from '../parts/skeleton.tsx';
import { LoadFailed, NothingHere } from '../parts/states.tsx';
import { useIsPhone } from '../parts/use-phone.ts';
import { download, toCsv } from './csv.ts';
import type { DrillTarget } from './drill-target.ts';

const pageSize = 50;
const exportPage = 10_000;

type MetricTarget = Extract<DrillTarget, { kind: 'metric' }>;

/** A page of the records of a mark, what each adds to it, and their total, which is the mark itself. */
export function MetricRecords({ target }: { target: MetricTarget }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const formats = useFormats();
  const valueLabel = useValueLabel();
  const [page, setPage] = useState(1);
  const { query, metric, mark } = target;
  const answer = useDrill({ query, metric, mark, limit: pageSize, offset: (page - 1) * pageSize });
  const metrics = useMetrics().data?.rows;
  const info = metrics?.find((row) => row.name === metric);
  const isPhone = useIsPhone();

  if (answer.isPending) return <BlockSkeleton height={320} />;
  if (answer.isError) return <LoadFailed error={answer.error} retry={() => void answer.refetch()} />;
  const { data } = answer;
  const unit = info?.unit ?? 'count';
  const columns = recordColumns(data, { label: info?.label ?? { en: metric, zh: metric }, unit });
  return (
    <>
      <div className="drill-total">
        <div>
          <span className="stat-name">{info?.label[language] ?? metric}</span>
          <strong>{formats.ofUnit(unit, data.total.value)}</strong>
          <span className="faint">{totalRemark(data, formats, t)}</span>
        </div>
        <Export target={target} total={data.total_rows} columns={columns} />
      </div>
      {info && <p className="drill-definition">{info.definition[language]}</p>}
      {data.total_rows === 0 ? (
        <NothingHere title={t('state.no_rows')} />
      ) : (
        <Table<AnswerRow>
          size="small"
          rowKey={(row) => JSON.stringify(Object.values(row).slice(0, 6))}
          dataSource={data.rows}
          loading={answer.isPlaceholderData}
          scroll={{ x: 'max-content' }}
          pagination={{
            current: page,
            pageSize,
            total: data.total_rows,
            onChange: setPage,
            showSizeChanger: false,
            hideOnSinglePage: true,
            size: 'small',
          }}
          columns={shownColumns(columns, isPhone).map((column) => ({
            key: column.name,
            dataIndex: column.name,
            title: column.label[language],
            align: column.unit ? ('right' as const) : ('left' as const),
            // On a phone columns that stay in place would leave no room for the others.
            ...(column.isShare && !isPhone ? { fixed: 'right' as const } : {}),
            className: column.isShare ? 'number adds' : column.unit ? 'number' : '',
            render: (value: unknown, row) => {
              if (column.name === 'component') {
                return metrics?.find((known) => known.name === value)?.label[language] ?? String(value ?? '');
              }
              if (column.name === dealName && typeof value === 'string' && typeof row[accountName] === 'string') {
                return <DealName name={value} account={row[accountName]} none={t('chart.none')} />;
              }
              return written(column, value, formats, valueLabel);
            },
          }))}
        />
      )}
    </>
  );
}

interface RecordColumn {
  name: string;
  label: { en: string; zh: string };
  unit: Unit | null;
  /** What the record adds to the mark. */
  isShare: boolean;
}

type Translate = ReturnType<typeof useTranslation>['t'];

const shareNames = new Set(['value', 'numerator', 'denominator']);

const dealName = 'opportunity_name';
const accountName = 'account_name';

/** A deal and its account share a column; on a phone it comes first and what the record adds right after it. */
function shownColumns(columns: readonly RecordColumn[], isPhone: boolean): readonly RecordColumn[] {
  const hasDeal = columns.some((column) => column.name === dealName);
  const shown = columns.filter((column) => !(hasDeal && column.name === accountName));
  if (!isPhone || !hasDeal) return shown;
  const rank = (column: RecordColumn) => (column.name === dealName ? 0 : column.isShare ? 1 : 2);
  return [...shown].sort((a, b) => rank(a) - rank(b));
}

/** The answer's columns, those that tell what a record adds in last place. */
function recordColumns(answer: DrillAnswer, value: { label: Label; unit: Unit }): RecordColumn[] {
  const columns = answer.columns.map((column) => ({ ...column, isShare: shareNames.has(column.name) }));
  const said = columns.some((column) => column.isShare);
  return said || !answer.rows.some((row) => 'value' in row)
    ? [...columns.filter((column) => !column.isShare), ...columns.filter((column) => column.isShare)]
    : [...columns, { name: 'value', ...value, isShare: true }];
}

function totalRemark({ aggregate, columns, total, total_rows }: DrillAnswer, formats: Formats, t: Translate): string {
  const count = formats.count(total_rows);
  if (aggregate === 'median') return t('drill.median', { count });
  if (aggregate === 'ratio' && total.denominator !== null) {
    const unitOf = (name: string) => columns.find((column) => column.name === name)?.unit ?? 'count';
    const numerator = formats.ofUnit(unitOf('numerator'), total.numerator);
    const denominator = formats.ofUnit(unitOf('denominator'), total.denominator);
    return `${t('drill.ratio', { numerator, denominator })} · ${t('drill.counted', { count })}`;
  }
  return aggregate === 'sum' ? t('drill.equals', { count }) : t('drill.counted', { count });
}

function written(column: RecordColumn, value: unknown, formats: Formats, valueLabel: ValueLabel): string {
  if (typeof value === 'number') return formats.ofUnit(column.unit ?? 'count', value);
  if (typeof value !== 'string') return formats.ofUnit(null, value);
  if (/_on$|^period/.test(column.name)) return formats.day(value);
  if (/_at$/.test(column.name)) return formats.moment(value);
  return valueLabel(column.name, value);
}

function Export({ target, total, columns }: { target: MetricTarget; total: number; columns: readonly RecordColumn[] }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<Error | null>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      const { query, metric, mark } = target;
      const rows: AnswerRow[] = [];
      while (rows.length < total) {
        const part = await api.drill({ query, metric, mark, limit: exportPage, offset: rows.length });
        if (part.rows.length === 0) break;
        rows.push(...part.rows);
      }
      const header = columns.map((column) => column.label[language]);
      download(
        `${metric}.csv`,
        toCsv(
          header,
          rows.map((row) => columns.map((column) => row[column.name])),
        ),
      );
    } catch (failure) {
      setError(failure instanceof Error ? failure : new Error(String(failure)));
    } finally {
      setBusy(false);
    }
  };
  return (
    <div className="drill-export">
      <Button size="small" onClick={() => void run()} loading={busy} disabled={total === 0}>
        {busy ? t('drill.exporting') : t('drill.export')}
      </Button>
      {error && <span role="alert">{error.message}</span>}
    </div>
  );
}
