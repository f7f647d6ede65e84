const live = process.stdout.isTTY === true && process.env.CI === undefined;

export const say = (line) => process.stdout.write(`${line}\n`);

/** A bar that is redrawn in a terminal; elsewhere one line at the start and one at the end. `total` may be a guess. */
export function showSteps(title, total) {
  const started = Date.now();
  const seconds = () => `${Math.round((Date.now() - started) / 1000)} s`;
  let done = 0;
  const draw = () => {
    // What follows the last fetch takes time too: the bar is full only when all is done.
    const share = total ? Math.min(done / total, 0.99) : 0;
    const filled = Math.round(share * 24);
    process.stdout.write(`\r\x1b[K${title} ${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${seconds()}`);
  };
  const timer = live ? setInterval(draw, 200) : undefined;
  if (live) draw();
  else say(`${title} …`);
  const finish = (word) => {
    clearInterval(timer);
    say(`${live ? '\r\x1b[K' : ''}${title} ${word} (${seconds()})`);
  };
  return {
    step() {
      done += 1;
    },
    end: () => finish('done'),
    fail: () => finish('failed'),
  };
}
