const [lf, cr] = [10, 13];

/** Which line ends a file has, chunk by chunk. DuckDB takes one kind in a file: where two meet, it cannot read on. */
export class LineEnds {
  private readonly seen = new Set<'\n' | '\r\n' | '\r'>();
  private endedInCr = false;

  see(chunk: Buffer): void {
    if (chunk.length === 0 || this.areMixed) return;
    // Searching for one byte costs nothing, and most files have no such byte.
    if (!this.endedInCr && !chunk.includes(cr)) {
      if (chunk.includes(lf)) this.seen.add('\n');
      return;
    }
    if (this.endedInCr && chunk[0] !== lf) this.seen.add('\r');
    for (let at = chunk.indexOf(lf); at >= 0 && !this.areMixed; at = chunk.indexOf(lf, at + 1))
      this.seen.add((at === 0 ? this.endedInCr : chunk[at - 1] === cr) ? '\r\n' : '\n');
    for (let at = chunk.indexOf(cr); at >= 0 && !this.areMixed; at = chunk.indexOf(cr, at + 1))
      if (at + 1 < chunk.length && chunk[at + 1] !== lf) this.seen.add('\r');
    this.endedInCr = chunk.at(-1) === cr;
  }

  get areMixed(): boolean {
    return this.seen.size > 1;
  }
}
