/**
 * How long work tells how far it is. `report` is cheap and may be called often; `signal` asks the work to stop at
 * the next safe point, upon which it throws an `AppError` of code `cancelled` and leaves nothing half done.
 */
export interface Progress {
  /** `done` of `total` units; `total` null while unknown. `note` is a short phrase such as a file name. */
  report(step: string, state: { done: number; total: number | null; note?: string }): void;
  readonly signal: AbortSignal;
}

/** For tests and scripts that do not watch. */
export const silent = (signal: AbortSignal = new AbortController().signal): Progress => ({ report() {}, signal });
