import { openDemoCompany } from './demo-company.ts';
import { ms, report, watchStretch } from './measure.ts';

/** The demo company generated, loaded and published into a new warehouse file, its truth beside it. */
async function demoLoadBench(): Promise<void> {
  const stretch = watchStretch();
  const { rows, seconds, close } = await openDemoCompany({ withTruth: true });
  const longest = stretch();
  await close();
  const all = Object.values(rows).reduce((sum, each) => sum + each, 0);
  report('demo company', `${seconds.toFixed(1)} s for ${rows.fct_activity} activities, ${all} rows in all`, {
    text: 'under 20 s',
    isMet: seconds < 20,
  });
  // CPU time of the main thread: the longest it computed without letting anything else in.
  report('event loop, longest stretch', ms(longest), { text: 'at most 50 ms', isMet: longest <= 50 });
}

if (import.meta.main) await demoLoadBench();
