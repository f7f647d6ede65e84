import type { Label } from '../../warehouse/metrics/metric-query.ts';
import { features } from './features.ts';
import type { WinInputs } from './inputs.ts';
import { gates, type Trained } from './train.ts';

/** What a person should know of a trained model: why this is shown, on what it rests, what was left out. */
export function cardOf(
  trained: Trained,
  { isEntryOnly, untrusted, dropped }: Pick<WinInputs, 'isEntryOnly' | 'untrusted' | 'dropped'>,
) {
  const { model, slices, have, closed } = trained;
  const day = (days: number) => new Date(days * 86_400_000).toISOString().slice(0, 10);
  return {
    reason: reasonOf(trained),
    have,
    need: gates.any,
    closed,
    base_rate: model.rates.base,
    features: features.map(({ name }) => name).filter((name) => !dropped.includes(name)),
    method_fitted: model.fitted?.method ?? null,
    calibration: model.fitted?.calibration ?? null,
    slices: slices.map(({ from, to, ...slice }) => ({ ...slice, closed_from: day(from), closed_to: day(to) })),
    notes: notesOf(isEntryOnly, untrusted),
  };
}

function reasonOf({ model, status, have, evaluations, slices }: Trained): Label {
  const { served, rates, fitted } = model;
  const rate = `${percent(rates.base.rate)} (${percent(rates.base.low)}–${percent(rates.base.high)})`;
  if (status === 'not_enough_data') {
    return {
      en: `Not enough data yet (${have} of ${gates.any} won and lost deals each). The ${served === 'stage_rate' ? "stage's historical conversion" : `overall win rate of ${rate}`} is shown.`,
      zh: `数据尚不足（赢单与输单各需 ${gates.any} 单，目前 ${have} 单）。显示${served === 'stage_rate' ? '该阶段的历史转化率' : `整体赢单率 ${rate}`}。`,
    };
  }
  const loss = (method: string) =>
    evaluations.find((e) => e.method === method && e.measure === 'log_loss')?.value?.toFixed(3) ?? '–';
  const judged = (slices.find(({ slice }) => slice === 'judge')?.deals ?? 0).toLocaleString('en-US');
  if (served === 'base_rate') {
    return {
      en: `The data hold no signal yet: on the ${judged} deals closed last, nothing known about a deal told its outcome better than the overall win rate. That rate, ${rate}, is shown for every deal.`,
      zh: `数据中尚无可用信号：在最近结束的 ${judged} 单中，已知信息对结果的判断都不优于整体赢单率。因此每个商机都显示该比率 ${rate}。`,
    };
  }
  if (served === 'stage_rate') {
    return {
      en: `On the ${judged} deals closed last, the model (log loss ${loss(fitted?.method ?? '')}) was not better than the stage's historical conversion (${loss('stage_rate')}) beyond chance. The stage's conversion is shown.`,
      zh: `在最近结束的 ${judged} 单中，模型（对数损失 ${loss(fitted?.method ?? '')}）并未显著优于阶段历史转化率（${loss('stage_rate')}），因此显示阶段转化率。`,
    };
  }
  return {
    en: `On the ${judged} deals closed last, the model's log loss was ${loss(served)}, against ${loss('stage_rate')} for the stage's historical conversion and ${loss('base_rate')} for the overall win rate.`,
    zh: `在最近结束的 ${judged} 单中，模型的对数损失为 ${loss(served)}，阶段历史转化率为 ${loss('stage_rate')}，整体赢单率为 ${loss('base_rate')}。`,
  };
}

function notesOf(isEntryOnly: boolean, untrusted: WinInputs['untrusted']): Label[] {
  return [
    ...(isEntryOnly
      ? [
          {
            en: 'Nothing is dated between the entry of a deal and its closing, so only what was known at entry is used.',
            zh: '商机从进入到结束之间没有带日期的记录，因此只使用进入时已知的信息。',
          },
        ]
      : []),
    ...untrusted.map(({ attribute, open, closed }) => ({
      en: `${attribute} is missing in ${percent(open)} of open and ${percent(closed)} of closed deals: it seems to be filled in at closing and is not used.`,
      zh: `${attribute} 在未结商机中缺失 ${percent(open)}，在已结商机中缺失 ${percent(closed)}：疑为结束时才填写，故不使用。`,
    })),
  ];
}

const percent = (share: number) => `${Math.round(100 * share)}%`;
