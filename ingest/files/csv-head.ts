export interface CsvHead {
  readonly delimiter: string;
  readonly columns: string[];
  readonly lineEnd: '\n' | '\r\n' | '\r';
  /** How many lines without anything stand before the header. */
  readonly blankLines: number;
}

const delimiters = [',', ';', '\t', '|'] as const;

/** The header line of a CSV text: split by whichever delimiter gives most columns. Null for a text without a header. */
export function csvHead(text: string): CsvHead | null {
  const marked = text.replace(/^\uFEFF/, '');
  const blank = /^(?:[ \t]*(?:\r\n|\r|\n))*/.exec(marked)?.[0] ?? '';
  const blankLines = blank.match(/\r\n|\r|\n/g)?.length ?? 0;
  const clean = marked.slice(blank.length);
  const readings = delimiters.map((delimiter) => ({ delimiter, blankLines, ...firstRecord(clean, delimiter) }));
  const best = readings.reduce((a, b) => (b.columns.length > a.columns.length ? b : a));
  if (best.columns.every((name) => name === '')) return null;
  return best;
}

/** RFC 4180: a quoted cell may hold delimiters, line ends and doubled quotes. */
function firstRecord(text: string, delimiter: string): Pick<CsvHead, 'columns' | 'lineEnd'> {
  const columns: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at += 1;
      } else quoted = false;
    } else if (char === '"' && cell.trim() === '') {
      quoted = true;
      cell = '';
    } else if (char === delimiter) {
      columns.push(cell.trim());
      cell = '';
    } else if (char === '\n' || char === '\r') {
      columns.push(cell.trim());
      return { columns, lineEnd: char === '\n' ? '\n' : text[at + 1] === '\n' ? '\r\n' : '\r' };
    } else cell += char;
  }
  columns.push(cell.trim());
  return { columns, lineEnd: '\n' };
}
