import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { say } from './terminal.js';

const longestTurn = 20 * 60_000;

/**
 * Does `work` while no other process prepares the same folder: two first starts at once must not install over each
 * other. The file `.runtime/turn` holds the process whose turn it is; one left by a dead process is taken over.
 */
export async function inTurn(root, work) {
  const file = join(root, '.runtime', 'turn');
  mkdirSync(dirname(file), { recursive: true });
  for (let tries = 0; !take(file); tries += 1) {
    if (isLeft(file)) {
      rmSync(file, { force: true });
      continue;
    }
    if (tries === 0) say('Waiting for another start of Dealcast to finish its preparations …');
    await wait(300);
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

function take(file) {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function isLeft(file) {
  try {
    const age = Date.now() - statSync(file).mtimeMs;
    const pid = Number(readFileSync(file, 'utf8'));
    // An empty file is one whose owner is about to write its number.
    return age > longestTurn || (pid > 0 ? !isAlive(pid) : age > 5000);
  } catch {
    return false;
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}
