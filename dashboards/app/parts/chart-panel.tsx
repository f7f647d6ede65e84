import { Segmented } from 'antd';
import { type ReactNode, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Chart, type ChartProps } from './chart.tsx';
import { type FigureColumn, FiguresTable } from './figures-table.tsx';
import { Panel } from './panel.tsx';

interface Props<Row> {
  title: string;
  text?: string | undefined;
  info?: ReactNode;
  actions?: ReactNode;
  footnote?: ReactNode;
  className?: string;
  rows: readonly Row[];
  draw: ChartProps['draw'];
  /** The columns of the chart's other form, a table. */
  columns: readonly FigureColumn<Row>[];
  rowKey: (row: Row, index: number) => string;
  /** Opens the records behind a row's mark. */
  onMark?: (row: Row) => void;
  /** Shown in place of a chart without rows. */
  empty: ReactNode;
  /** Controls of the chart that are too wide for the head. */
  above?: ReactNode;
  below?: ReactNode;
  /** Stands at the right of the chart where there is room. */
  beside?: ReactNode;
}

/** A chart and, at a switch, the same rows as a table; from either one gets to the records behind a mark. */
export function ChartPanel<Row>(props: Props<Row>) {
  const {
    title,
    text,
    info,
    actions,
    footnote,
    className,
    rows,
    draw,
    columns,
    rowKey,
    onMark,
    empty,
    above,
    below,
    beside,
  } = props;
  const { t } = useTranslation();
  const [view, setView] = useState<'chart' | 'table'>('chart');
  const withRecords: readonly FigureColumn<Row>[] = onMark
    ? [
        ...columns,
        {
          key: 'records',
          title: <span className="hidden">{t('chart.show_deals')}</span>,
          cell: (row) => (
            <button type="button" className="link" onClick={() => onMark(row)}>
              {t('chart.show_deals')}
            </button>
          ),
        },
      ]
    : columns;
  const content = (
    <>
      {rows.length === 0 && empty}
      {rows.length > 0 && view === 'chart' && (
        <Chart draw={draw} onMark={onMark ? (index) => rows[index] && onMark(rows[index]) : undefined} />
      )}
      {rows.length > 0 && view === 'table' && (
        <FiguresTable caption={title} columns={withRecords} rows={rows} rowKey={rowKey} />
      )}
    </>
  );
  return (
    <Panel
      title={title}
      text={text}
      info={info}
      footnote={footnote}
      className={className ?? ''}
      actions={
        <>
          {actions}
          {rows.length > 0 && (
            <Segmented
              size="small"
              aria-label={t('chart.view')}
              value={view}
              onChange={setView}
              options={[
                { value: 'chart', label: t('chart.as_chart') },
                { value: 'table', label: t('chart.as_table') },
              ]}
            />
          )}
        </>
      }
    >
      {above}
      {beside ? (
        <div className="grid wide-narrow">
          <div>{content}</div>
          {beside}
        </div>
      ) : (
        content
      )}
      {below}
    </Panel>
  );
}
