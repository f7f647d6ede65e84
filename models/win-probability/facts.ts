import type { Label } from '../../warehouse/metrics/metric-query.ts';
import { type Names, nameOf } from '../../warehouse/names.ts';
import type { Category, FeatureGroup, FeatureRows, Measure } from './features.ts';

/** What the data say of a deal in one group of features, in a sentence of each language. */
export function factOf(group: FeatureGroup, rows: FeatureRows, { row, names }: { row: number; names: Names }): Label {
  const value = (name: Measure) => rows.numbers[name][row]!;
  const text = (name: Category) => {
    const key = rows.texts[name].levels[rows.texts[name].codes[row]!];
    return key === undefined ? null : nameOf(names, name, key);
  };
  return facts[group](value, text);
}

type Value = (name: Measure) => number;
type Text = (name: Category) => Label | null;

const facts: Record<FeatureGroup, (value: Value, text: Text) => Label> = {
  activity(value) {
    const [n, since] = [value('activities_30'), value('days_since_two_way')];
    const spoken = Number.isNaN(since)
      ? { en: 'no two-way contact so far', zh: '尚无双向沟通' }
      : { en: `last two-way contact ${ago(since)}`, zh: `最近一次双向沟通在 ${days(since)} 天前` };
    return {
      en: `${count(n, 'activity', 'activities')} in 30 days, ${spoken.en}`,
      zh: `近 30 天 ${n} 次跟进，${spoken.zh}`,
    };
  },
  stage(value, text) {
    const [here, pace] = [value('days_in_stage'), value('stage_pace')];
    const usual = pace > 0 ? Math.round(here / pace) : null;
    const stage = text('stage');
    return {
      en: `${stage?.en} for ${count(days(here), 'day', 'days')}${usual === null ? '' : `; usually ${count(usual, 'day', 'days')}`}`,
      zh: `处于${stage?.zh}阶段 ${days(here)} 天${usual === null ? '' : `，通常 ${usual} 天`}`,
    };
  },
  amount(value, text) {
    const [amount, change, discount] = [value('amount'), value('amount_change'), value('discount')];
    const size = Number.isNaN(amount)
      ? { en: 'no amount', zh: '未填金额' }
      : { en: `amount ${money(amount)}`, zh: `金额 ${money(amount)}` };
    const moved = Math.round(100 * (Math.exp(change) - 1));
    const product = text('product');
    const parts = [
      size,
      ...(moved
        ? [
            {
              en: `${moved > 0 ? 'up' : 'down'} ${Math.abs(moved)}% since entry`,
              zh: `较最初${moved > 0 ? '上调' : '下调'} ${Math.abs(moved)}%`,
            },
          ]
        : []),
      ...(discount > 0.005
        ? [{ en: `${Math.round(100 * discount)}% discount quoted`, zh: `报价折扣 ${Math.round(100 * discount)}%` }]
        : []),
      ...(product ? [{ en: `product ${product.en}`, zh: `产品 ${product.zh}` }] : []),
    ];
    return joined(parts);
  },
  timing(value) {
    const [age, due, pushes] = [value('age_days'), value('days_to_close'), value('pushes')];
    const parts = [
      ...(Number.isNaN(age) ? [] : [{ en: `${count(days(age), 'day', 'days')} old`, zh: `已建立 ${days(age)} 天` }]),
      ...(Number.isNaN(due)
        ? [{ en: 'no expected close', zh: '未填预计成交日' }]
        : due < 0
          ? [{ en: `expected close ${count(-due, 'day', 'days')} overdue`, zh: `预计成交日已过 ${-due} 天` }]
          : [{ en: `expected to close in ${count(due, 'day', 'days')}`, zh: `预计 ${due} 天后成交` }]),
      ...(pushes > 0
        ? [{ en: `close date pushed ${count(pushes, 'time', 'times')}`, zh: `成交日推迟 ${pushes} 次` }]
        : []),
    ];
    return joined(parts);
  },
  person(value) {
    const [lift, closed] = [value('owner_lift'), Math.round(Math.exp(value('owner_closed')) - 1)];
    const points = Math.round(100 * lift);
    return {
      en: `the owner's win rate is ${points === 0 ? 'as all others’' : `${Math.abs(points)} points ${points > 0 ? 'above' : 'below'} all others’`} (${count(closed, 'deal', 'deals')} closed)`,
      zh: `负责人赢单率${points === 0 ? '与整体相同' : `${points > 0 ? '高于' : '低于'}整体 ${Math.abs(points)} 个百分点`}（已结 ${closed} 单）`,
    };
  },
  account(value, text) {
    const [won, lost] = [value('account_won'), value('account_lost')];
    const competitor = text('competitor');
    return joined([
      ...[text('industry'), text('size_band'), text('source')].filter((known) => known !== null),
      ...(competitor ? [{ en: `competitor: ${competitor.en}`, zh: `竞争对手：${competitor.zh}` }] : []),
      { en: `${won} won and ${lost} lost with this account before`, zh: `该客户此前赢 ${won} 单、输 ${lost} 单` },
    ]);
  },
};

const days = (value: number) => Math.max(0, Math.round(value));
const count = (n: number, one: string, many: string) => `${n} ${n === 1 ? one : many}`;
const ago = (value: number) => (days(value) === 0 ? 'today' : `${count(days(value), 'day', 'days')} ago`);
const money = (logAmount: number) => Math.round(Math.exp(logAmount) - 1).toLocaleString('en-US');
const joined = (parts: Label[]): Label => ({
  en: parts.map((part) => part.en).join(', '),
  zh: parts.map((part) => part.zh).join('，'),
});
