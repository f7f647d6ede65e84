/** What a task in the worker may tell and ask while it runs. */
export interface TaskContext {
  report(step: string, done: number, total: number | null, note?: string): void;
  /** Throws `AppError` of code cancelled when the caller has asked to stop; asked between batches. */
  checkCancelled(): void;
}

/** For tests and for running a task where one stands. */
export const quietTask: TaskContext = { report() {}, checkCancelled() {} };
