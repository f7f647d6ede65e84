import type { Progress } from '../progress.ts';

const width = 24;
/** Milliseconds between two redraws of a bar, and between two lines where nothing can be redrawn. */
const pace = { redraw: 100, line: 5000 };

interface Step {
  name: string;
  startedAt: number;
  toldAt: number;
  done: number;
  total: number | null;
  note: string;
}

export interface Screen {
  write(text: string): unknown;
  isTTY?: boolean;
  columns?: number;
}

/**
 * Shows long work to the person who started it: in a terminal one bar, redrawn, and a line for each finished step;
 * elsewhere a line when a step begins, ends, and every few seconds between.
 */
export class ConsoleProgress {
  private readonly screen: Screen;
  private readonly clock: () => number;
  private step: Step | null = null;

  constructor(screen: Screen, clock: () => number = () => performance.now()) {
    this.screen = screen;
    this.clock = clock;
  }

  /** What is reported to the answer is shown as a step of `title`, and told to `inner` too. */
  around(inner: Progress, title: string): Progress {
    return {
      signal: inner.signal,
      report: (name, state) => {
        this.report(`${title}: ${name}`, state);
        inner.report(name, state);
      },
    };
  }

  report(name: string, { done, total, note = '' }: { done: number; total: number | null; note?: string }): void {
    const now = this.clock();
    if (this.step?.name !== name) {
      this.end();
      this.step = { name, startedAt: now, toldAt: now, done, total, note };
      this.tell(this.screen.isTTY ? this.bar(this.step) : `${name} …\n`);
      return;
    }
    Object.assign(this.step, { done, total, note });
    if (now - this.step.toldAt < (this.screen.isTTY ? pace.redraw : pace.line)) return;
    this.step.toldAt = now;
    this.tell(this.screen.isTTY ? this.bar(this.step) : `${name} ${amount(this.step)}\n`);
  }

  /** The step shown is over, well or not. */
  end(outcome: 'done' | 'stopped' = 'done'): void {
    if (!this.step) return;
    const { name, startedAt } = this.step;
    const mark = this.screen.isTTY ? `\r\x1b[K${outcome === 'done' ? '✔' : '✘'} ` : '';
    this.tell(`${mark}${name} ${outcome} (${seconds(this.clock() - startedAt)})\n`);
    this.step = null;
  }

  private bar(step: Step): string {
    const { name, done, total, note, startedAt } = step;
    const filled = total ? Math.round(Math.min(done / total, 1) * width) : 0;
    const parts = [name, '█'.repeat(filled) + '░'.repeat(width - filled), amount(step), note];
    const text = [...parts, seconds(this.clock() - startedAt)].filter((part) => part !== '').join('  ');
    // A line that wraps cannot be redrawn.
    return `\r\x1b[K${text.slice(0, (this.screen.columns || 80) - 1)}`;
  }

  private tell(text: string): void {
    this.screen.write(text);
  }
}

const amount = ({ done, total }: Step) =>
  total ? `${Math.floor(Math.min(done / total, 1) * 100)} %` : done > 0 ? done.toLocaleString('en') : '';

const seconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(1)} s`;
