import type { ReactNode } from 'react';

export interface FigureColumn<Row> {
  key: string;
  title: ReactNode;
  cell: (row: Row) => ReactNode;
  /** Numbers stand at the right with figures of one width. */
  isNumber?: boolean;
}

/** A plain table of figures: the form of a chart that a screen reader and a keyboard can use. */
export function FiguresTable<Row>({
  caption,
  columns,
  rows,
  rowKey,
  quiet = () => false,
}: {
  caption: string;
  columns: readonly FigureColumn<Row>[];
  rows: readonly Row[];
  rowKey: (row: Row, index: number) => string;
  quiet?: (row: Row) => boolean;
}) {
  return (
    <section
      className="scroll"
      aria-label={caption} // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region is reached by keyboard
      tabIndex={0}
    >
      <table className="figures">
        <caption className="hidden">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.isNumber ? 'number' : undefined}>
                {column.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={rowKey(row, index)} className={quiet(row) ? 'quiet-row' : undefined}>
              {columns.map((column) => (
                <td key={column.key} className={column.isNumber ? 'number' : undefined}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
