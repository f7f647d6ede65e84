import { expect, test } from 'vitest';
import { ConsoleProgress } from '../../jobs/console-progress.ts';

test('elsewhere than in a terminal: a line at the start and the end of a step and every five seconds', () => {
  const { progress, written, at } = shown({ isTTY: false });
  progress.report('reading', { done: 0, total: 4 });
  at(4999);
  progress.report('reading', { done: 1, total: 4 });
  at(5000);
  progress.report('reading', { done: 2, total: 4 });
  at(6000);
  progress.report('writing', { done: 0, total: null });
  at(11_000);
  progress.report('writing', { done: 1200, total: null });
  at(12_500);
  progress.end();
  expect(written()).toBe(
    'reading …\nreading 50 %\nreading done (6.0 s)\nwriting …\nwriting 1,200\nwriting done (6.5 s)\n',
  );
});

test('in a terminal: one bar that is redrawn ten times a second at most and never wraps', () => {
  const { progress, written, at } = shown({ isTTY: true, columns: 30 });
  progress.report('reading', { done: 0, total: 4 });
  at(50);
  progress.report('reading', { done: 1, total: 4 });
  at(100);
  progress.report('reading', { done: 2, total: 4 });
  progress.end('stopped');
  expect(written().split('\r\x1b[K')).toEqual([
    '',
    'reading  ░░░░░░░░░░░░░░░░░░░░',
    'reading  ████████████░░░░░░░░',
    '✘ reading stopped (0.1 s)\n',
  ]);
});

test('tells the one it stands around as well', () => {
  const told: unknown[] = [];
  const { progress, written } = shown({ isTTY: false });
  const signal = new AbortController().signal;
  const both = progress.around({ signal, report: (step, state) => told.push([step, state]) }, 'Export');
  both.report('reading', { done: 1, total: 2 });
  expect(told).toEqual([['reading', { done: 1, total: 2 }]]);
  expect(both.signal).toBe(signal);
  expect(written()).toBe('Export: reading …\n');
});

function shown(terminal: { isTTY: boolean; columns?: number }) {
  let now = 0;
  const texts: string[] = [];
  const progress = new ConsoleProgress({ ...terminal, write: (text) => texts.push(text) }, () => now);
  const at = (milliseconds: number) => {
    now = milliseconds;
  };
  return { progress, written: () => texts.join(''), at };
}
