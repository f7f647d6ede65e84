import { monitorEventLoopDelay } from 'node:perf_hooks';
import { silent } from '../progress.ts';
import { median, ms, report, timed, watchStretch } from './measure.ts';
import { serveApp } from './served-app.ts';

const question = JSON.stringify({ metrics: ['won_amount', 'win_rate'], by: ['owner_id'], grain: 'quarter' });

/** How late the event loop runs and how fast a question is answered, at rest and while the models train. */
async function whileTrainingBench(): Promise<void> {
  const { url, demo, models, close } = await serveApp();
  try {
    const ask = async () => {
      const response = await fetch(`${url}/api/v1/query`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: question,
      });
      if (!response.ok) throw new Error(await response.text());
      await response.json();
    };
    await ask();
    const rest = await watched(ask, (asked) => asked >= 100);
    let isTraining = true;
    const training = timed(() => models.train({ seed: 1, now: demo.now, progress: silent() })).finally(() => {
      isTraining = false;
    });
    const busy = await watched(ask, () => !isTraining);
    report('training', `${((await training).ms / 1000).toFixed(1)} s`);
    for (const [when, { times, p99, longest, stretch }] of [
      ['at rest', rest],
      ['while training', busy],
    ] as const) {
      const slow = [...times].sort((a, b) => a - b)[Math.floor(times.length * 0.95)] ?? Number.NaN;
      report(`a question, ${when}`, `median ${ms(median(times))}, 95 % under ${ms(slow)}, n ${times.length}`);
      report(`event loop late, ${when}`, `99 % under ${ms(p99)}, longest ${ms(longest)}, own work ${ms(stretch)}`);
    }
    report('median, training ÷ rest', (median(busy.times) / median(rest.times)).toFixed(2), {
      text: 'a click within 100 ms',
      isMet: median(busy.times) <= 100,
    });
  } finally {
    await close();
  }
}

/** Asks again and again until `isEnough`. Lateness in milliseconds beyond the timer's own 5; `stretch` is how much of it was this thread's work. */
async function watched(ask: () => Promise<void>, isEnough: (asked: number) => boolean) {
  const resolution = 5;
  const delay = monitorEventLoopDelay({ resolution });
  delay.enable();
  const stretch = watchStretch();
  const times: number[] = [];
  while (!isEnough(times.length)) times.push((await timed(ask)).ms);
  delay.disable();
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - resolution);
  return { times, p99: late(delay.percentile(99)), longest: late(delay.max), stretch: stretch() };
}

if (import.meta.main) await whileTrainingBench();
