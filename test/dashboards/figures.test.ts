import { expect, test } from 'vitest';
import { comparisons, sentenceOf } from '../../dashboards/app/pages/data/model-figures.ts';
import { funnelStages } from '../../dashboards/app/pages/funnel/stages.ts';
import { barsOf, dotsOf, repFigures, sortedBy } from '../../dashboards/app/pages/team/reps.ts';
import { shareInterval } from '../../dashboards/specs/interval.ts';

const stage = (name: string, stage_position: number, stage_type: 'open' | 'won' = 'open') => ({
  stage: name,
  stage_position,
  stage_type,
  label: { en: name, zh: name },
});

test('the funnel is in the order of its stages and names the narrowest of those with enough entries', () => {
  const rows = [
    { stage: 'commit', stage_entries: 10, stage_conversion: 0.1, stage_win_rate: 0.1, time_in_stage: 9 },
    { stage: 'start', stage_entries: 200, stage_conversion: 0.5, stage_win_rate: 0.2, time_in_stage: 12 },
    { stage: 'offer', stage_entries: 100, stage_conversion: 0.7, stage_win_rate: 0.4, time_in_stage: null },
  ];
  const stages = [stage('offer', 2), stage('commit', 3), stage('start', 1), stage('won', 4, 'won')];
  const figures = funnelStages(rows, stages);
  expect(figures.map((row) => row.stage)).toEqual(['start', 'offer', 'commit']);
  expect(figures.map((row) => row.overall_share)).toEqual([1, 0.5, 0.05]);
  expect(figures.map((row) => row.is_bottleneck)).toEqual([true, false, false]);
});

test('a funnel nothing entered has no shares and no bottleneck', () => {
  expect(funnelStages([], [stage('start', 1)])).toMatchObject([
    { entries: 0, overall_share: null, is_bottleneck: false },
  ]);
});

test('the interval of a share is Wilson’s', () => {
  // 8 of 10 at 95 %: 0.490–0.943 (Brown, Cai, DasGupta 2001).
  const { low, high } = shareInterval(8, 10, 1.959964)!;
  expect(low).toBeCloseTo(0.4902, 4);
  expect(high).toBeCloseTo(0.9433, 4);
  expect(shareInterval(0, 5)).toMatchObject({ low: 0 });
  expect(shareInterval(0, 0)).toBeNull();
});

const people = repFigures(
  [
    {
      owner_id: 'a',
      owner_name: 'Ada',
      win_rate: 0.5,
      win_rate_n: 100,
      sales_cycle_days: 60,
      sales_cycle_days_n: 50,
      closed_count: 100,
    },
    {
      owner_id: 'b',
      owner_name: 'Bo',
      win_rate: 0.6,
      win_rate_n: 10,
      sales_cycle_days: 30,
      sales_cycle_days_n: 6,
      closed_count: 10,
    },
    { owner_id: 'c', owner_name: null, win_rate: null, win_rate_n: 0, closed_count: 0 },
    { owner_id: null, owner_name: null, win_rate: 0.1, win_rate_n: 40, closed_count: 40 },
  ],
  [{ owner_id: 'a', stage_win_rate: 0.3, stage_win_rate_n: 90 }],
);

test('people are sorted by a measure, those without one last, the shortest cycle first', () => {
  expect(people.map((rep) => rep.owner_name)).toEqual(['Ada', 'Bo', 'c']);
  expect(sortedBy(people, 'win_rate').map((rep) => rep.owner_id)).toEqual(['b', 'a', 'c']);
  expect(sortedBy(people, 'sales_cycle_days').map((rep) => rep.owner_id)).toEqual(['b', 'a', 'c']);
  expect(people[0]).toMatchObject({ values: { stage_win_rate: 0.3 }, n: { stage_win_rate: 90 } });
});

test('a rate of few deals is quiet, one that leaves out the whole is strong', () => {
  expect(dotsOf(people, 'win_rate', 0.3).map((dot) => dot.emphasis)).toEqual(['strong', 'quiet', 'quiet']);
  expect(dotsOf(people, 'win_rate', 0.5)[0]).toMatchObject({ emphasis: 'plain', n: 100 });
  expect(barsOf(people, 'won_amount').every((bar) => !bar.is_quiet)).toBe(true);
});

test('a model stands beside its baselines, the better one marked', () => {
  const evaluation = { slice: 'judge', low: null, high: null, n: 9 };
  const rows = comparisons({
    evaluations: [
      { ...evaluation, method: 'network', measure: 'log_loss', value: 0.5 },
      { ...evaluation, method: 'base_rate', measure: 'log_loss', value: 0.6 },
      { ...evaluation, method: 'network', measure: 'auc', value: 0.5 },
      { ...evaluation, method: 'base_rate', measure: 'auc', value: 0.5 },
    ],
  });
  expect(rows.map((row) => [row.measure, row.best])).toEqual([
    ['log_loss', 'network'],
    ['auc', null],
  ]);
  expect(sentenceOf({ card: { reason: { en: 'because', zh: '因为' } } }, 'zh')).toBe('因为');
  expect(sentenceOf({ card: {} }, 'en')).toBeNull();
});
