import type { TopLevelSpec } from 'vega-lite';
import type { ChartLook } from '../../dashboards/specs/chart.ts';
import { cohortConversion } from '../../dashboards/specs/cohort-conversion.ts';
import { forecastAccuracy } from '../../dashboards/specs/forecast-accuracy.ts';
import { forecastHistory } from '../../dashboards/specs/forecast-history.ts';
import { forecastPartRows, forecastParts } from '../../dashboards/specs/forecast-parts.ts';
import { intervalDots } from '../../dashboards/specs/interval-dots.ts';
import { stackedPeriods } from '../../dashboards/specs/stacked-periods.ts';
import { stageFunnel } from '../../dashboards/specs/stage-funnel.ts';
import { valueBars } from '../../dashboards/specs/value-bars.ts';

const range = { mean: 7_900, p025: 6_800, p10: 7_200, p90: 8_800, p975: 9_200 };
export const partRows = forecastPartRows(
  { won: 4_100, open: { mean: 3_000 }, not_yet_created: { mean: 800 }, total: range },
  { won: 'Won so far', open: 'Open deals', not_yet_created: 'Not yet created', total: 'Forecast' },
);
const partTexts = { description: 'parts', amount: 'Amount', range80: '80% range', quota: 'Quota' };

const rep = (key: string, label: string, value: number | null, n: number) => ({ key, label, value, n });

/** One small chart of each kind, by the name of its golden picture. */
export const charts: Record<string, (look: ChartLook) => TopLevelSpec> = {
  'forecast-parts': (look) => forecastParts(partRows, { ...look, quota: 9_400, texts: partTexts }),
  'forecast-parts-without-quota': (look) => forecastParts(partRows, { ...look, quota: null, texts: partTexts }),
  'forecast-history': (look) =>
    forecastHistory(
      [
        { as_of: '2026-10-02T04:00:00.000Z', mean: 8_700, p10: 7_000, p90: 10_600, won: 200 },
        { as_of: '2026-10-16T04:00:00.000Z', mean: 8_500, p10: 7_100, p90: 10_000, won: 900 },
        { as_of: '2026-10-30T04:00:00.000Z', mean: 8_000, p10: 7_200, p90: 8_800, won: 4_100 },
      ],
      {
        ...look,
        quota: 9_400,
        texts: {
          description: 'history',
          forecast: 'Forecast',
          range80: '80% range',
          won: 'Won',
          day: 'Day',
          quota: 'Quota',
        },
      },
    ),
  'forecast-accuracy': (look) =>
    forecastAccuracy(
      [
        { period: 'Q2 2026', method_label: 'x', said: 80, p025: 60, p10: 70, p90: 90, p975: 100, happened: 85 },
        { period: 'Q3 2026', method_label: 'x', said: 95, p025: 70, p10: 80, p90: 110, p975: 120, happened: 112 },
      ],
      {
        ...look,
        texts: {
          description: 'accuracy',
          said: 'Said',
          happened: 'Happened',
          range80: '80% range',
          range95: '95% range',
        },
      },
    ),
  'stage-funnel': (look) =>
    stageFunnel(
      [
        { stage: 'a', label: 'Qualification', entries: 400, step_share: 0.5, overall_share: 1, is_bottleneck: true },
        { stage: 'b', label: 'Proposal', entries: 200, step_share: 0.8, overall_share: 0.5, is_bottleneck: false },
        { stage: 'c', label: 'Commit', entries: 160, step_share: 0.9, overall_share: 0.4, is_bottleneck: false },
      ],
      { ...look, texts: { description: 'funnel', entries: 'Entered', step: 'To next', overall: 'Overall' } },
    ),
  'cohort-conversion': (look) =>
    cohortConversion(
      [
        { period: '2026-06-01', share: 0.31, n: 120, is_mature: true },
        { period: '2026-07-01', share: 0.29, n: 110, is_mature: true },
        { period: '2026-08-01', share: 0.2, n: 130, is_mature: false },
        { period: '2026-09-01', share: 0.05, n: 90, is_mature: false },
      ],
      {
        ...look,
        texts: {
          description: 'cohorts',
          share: 'Share',
          n: 'n',
          period: 'Month',
          mature: 'complete',
          immature: 'too young',
          state: 'State',
        },
      },
    ),
  'value-bars': (look) =>
    valueBars(
      [
        { ...rep('U-1', 'Ada', 900, 40), is_quiet: false },
        // Two people of one name keep a bar each.
        { ...rep('U-2', 'Ada', 500, 12), is_quiet: true },
        { ...rep('U-3', 'Bo', null, 0), is_quiet: true },
      ],
      {
        ...look,
        format: 'moneyShort',
        reference: { value: 700, label: 'All' },
        texts: { description: 'bars', value: 'Won', n: 'n' },
      },
    ),
  'interval-dots': (look) =>
    intervalDots(
      [
        { ...rep('x', 'Referral', 1.6, 300), low: 1.5, high: 1.7, n: 300, emphasis: 'strong' },
        { ...rep('y', 'Website', 0.95, 100), low: 0.85, high: 1.05, n: 100, emphasis: 'plain' },
        { ...rep('z', 'Event', 0.8, 9), low: 0.4, high: 1.3, n: 9, emphasis: 'quiet' },
      ],
      {
        ...look,
        format: 'decimal',
        reference: { value: 1, label: 'Average' },
        texts: { description: 'lift', value: 'Lift', interval: '90%', n: 'n' },
      },
    ),
  'stacked-periods': (look) =>
    stackedPeriods(
      ['2026-11-02', '2026-11-09'].flatMap((period, week) => [
        { period, kind: 'call', kind_label: 'Call', value: 10 + week },
        { period, kind: 'email', kind_label: 'E-mail', value: 20 - week },
      ]),
      { ...look, texts: { description: 'activities', period: 'Week from', value: 'Activities' } },
    ),
};
