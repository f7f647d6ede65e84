import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { toFrame } from '../../warehouse/frame.ts';
import { smallCompany } from './fixture.ts';

let company: Awaited<ReturnType<typeof smallCompany>> | undefined;
afterEach(async () => company?.warehouse.close());

test('a metric query becomes a danfo frame that can be worked with', async () => {
  company = await smallCompany([
    {
      opportunity_id: 'a',
      changes: [
        ['2024-01-05 10:00:00', { stage: 'Proposal', amount: 100, owner_id: 'ann' }],
        ['2024-02-05 10:00:00', { stage: 'Won' }],
      ],
    },
    {
      opportunity_id: 'b',
      changes: [
        ['2024-01-06 10:00:00', { stage: 'Proposal', amount: 300, owner_id: 'bob' }],
        ['2024-02-09 10:00:00', { stage: 'Lost' }],
      ],
    },
  ]);
  const frame = await toFrame(company.engine, { metrics: ['won_amount', 'average_deal_size'], by: ['owner_id'] });
  expect(frame.shape).toEqual([2, 6]);
  expect(frame.columns).toEqual([
    'owner_id',
    'owner_name',
    'won_amount',
    'won_amount_n',
    'average_deal_size',
    'average_deal_size_n',
  ]);
  expect(frame.column('won_amount').values).toEqual([100, 0]);
  // Bob has won nothing to average; danfo's description throws on a null.
  expect(frame.column('average_deal_size').values).toEqual([100, Number.NaN]);
  expect(frame.describe().index).toContain('mean');
});

test('nothing loads danfo before a frame is wanted', async () => {
  const script = `
    await import(${JSON.stringify(join(import.meta.dirname, '../../warehouse/frame.ts'))});
    const { createRequire } = await import('node:module');
    const loaded = Object.keys(createRequire(import.meta.url).cache ?? {});
    console.log(loaded.filter((path) => /danfojs|tensorflow/.test(path)).length);`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script]);
  expect(stdout.trim()).toBe('0');
});
