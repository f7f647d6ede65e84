import { spawn } from 'node:child_process';
import { availableParallelism, cpus, loadavg } from 'node:os';
import { join } from 'node:path';

// `npm run bench` runs every benchmark, `npm run bench -- first-page matmul` those named. Each is a process of its
// own, so that none is measured in another's heap, and prints its own lines.
const folder = import.meta.dirname;
const known = ['csv-load', 'demo-load', 'metric-queries', 'matmul', 'first-page', 'while-training', 'second-start'];

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`there is no such benchmark: ${unknown.join(', ')}; there are: ${known.join(', ')}`);
  process.exitCode = 1;
} else {
  const load = loadavg().map((one) => one.toFixed(1));
  console.log(`Node ${process.version}, ${availableParallelism()} × ${cpus()[0]?.model}, load ${load.join(' ')}`);
  for (const name of asked.length > 0 ? asked : known) {
    console.log(`\n── ${name}`);
    // One that fails is told at the end, and does not keep the others from running.
    if ((await runToEnd(name)) !== 0) process.exitCode = 1;
  }
}

function runToEnd(name: string): Promise<number | null> {
  const child = spawn(process.execPath, [join(folder, `${name}.ts`)], { stdio: 'inherit' });
  return new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
}
