import { expect, test } from 'vitest';
import { toCsv } from '../../dashboards/app/drill/csv.ts';
import { readTarget, writeTarget } from '../../dashboards/app/drill/drill-target.ts';

test('a link to records opens the same records', () => {
  const target = {
    kind: 'metric' as const,
    title: 'Won · Q4',
    metric: 'won_amount',
    query: { metrics: ['won_amount'], by: ['team_id'], from: '2026-10-01', to: '2027-01-01' },
    mark: { team_id: null },
  };
  expect(readTarget(writeTarget(target))).toMatchObject(target);
  expect(readTarget(writeTarget({ kind: 'open', period: 'next', title: 'Open' }))).toMatchObject({ period: 'next' });
});

test('a link that was cut short opens nothing', () => {
  expect(readTarget(null)).toBeNull();
  expect(readTarget('{"kind":"metric"')).toBeNull();
  expect(readTarget('{"kind":"metric","title":"x","metric":"won_amount","query":{"metrics":[]},"mark":{}}')).toBeNull();
});

test('CSV quotes what needs it and runs nothing in a spreadsheet', () => {
  const text = toCsv(
    ['name', 'amount'],
    [
      ['A, "B"', -5],
      ['=1+1', null],
      ['张三', 2.5],
      ['-x', true],
      ['＝1+1', '\n=1'],
    ],
  );
  expect(text).toBe('\uFEFFname,amount\r\n"A, ""B""",-5\r\n\'=1+1,\r\n张三,2.5\r\n\'-x,true\r\n\'＝1+1,"\'\n=1"\r\n');
});
