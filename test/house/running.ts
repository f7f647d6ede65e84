import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

const main = join(import.meta.dirname, '..', '..', 'main.ts');

/** `main.ts` as a process of its own, with all it wrote so far. End each one with `end`. */
export class Running {
  output = '';
  errors = '';
  readonly exited: Promise<number | null>;
  readonly pid: number;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();

  constructor(...args: string[]) {
    const { PORT: _port, DATA_DIR: _data, LANG: _lang, LC_ALL: _all, ...env } = process.env;
    this.child = spawn(process.execPath, [main, ...args], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.pid = this.child.pid ?? 0;
    this.child.stdout?.setEncoding('utf8').on('data', (text: string) => this.heard('output', text));
    this.child.stderr?.setEncoding('utf8').on('data', (text: string) => this.heard('errors', text));
    this.exited = new Promise((resolve) => {
      this.child.on('close', (code) => {
        resolve(code);
        this.wake();
      });
    });
  }

  /** Resolves with the match as soon as the output has it; rejects when the process ends before. */
  until(pattern: RegExp): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(this.output);
        const isOver = this.child.exitCode !== null || this.child.signalCode !== null;
        if (!match && !isOver) return;
        this.waiting.delete(look);
        if (match) resolve(match);
        else reject(new Error(`the process ended before ${pattern}:\n${this.output}${this.errors}`));
      };
      this.waiting.add(look);
      look();
    });
  }

  /** The address it prints when it is ready. */
  async ready(): Promise<string> {
    const [, address = ''] = await this.until(/is ready: (http:\S+)/);
    return address;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Kills it if it still runs, and waits until it is gone. */
  async end(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.exited;
  }

  private heard(stream: 'output' | 'errors', text: string): void {
    this[stream] += text;
    this.wake();
  }

  private wake(): void {
    for (const look of this.waiting) look();
  }
}
