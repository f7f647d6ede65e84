#!/usr/bin/env node
// Stands in for npm in the tests of the bootstrap: notes how it was called and does what FAKE_NPM says.
import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const args = process.argv.slice(2);
const { FAKE_NPM: mode, NPM_CALLS: calls, REAL_NODE: realNode } = process.env;
appendFileSync(calls, `${args.filter((arg) => !arg.startsWith('--')).join(' ')}\n`);

const write = (path, text) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
};

if (mode === 'offline') {
  console.error('npm error code ENOTFOUND');
  console.error('npm error request to https://registry.example/x failed, reason: getaddrinfo ENOTFOUND');
  process.exit(1);
}
if (mode === 'full') {
  console.error('npm error code ENOSPC');
  process.exit(1);
}
if (args[0] === 'install') {
  const carrier = args.find((arg) => arg.startsWith('node-')).split('@')[0];
  const binary = join('node_modules', carrier, 'bin', 'node');
  write(binary, `#!/bin/sh\nunset NODE_OPTIONS\nPRIVATE_NODE=yes exec "${realNode}" "$@"\n`);
  chmodSync(binary, 0o755);
} else {
  rmSync('node_modules', { recursive: true, force: true });
  write(
    join('node_modules', 'vite', 'bin', 'vite.js'),
    "const { mkdirSync, writeFileSync, appendFileSync } = require('node:fs');\n" +
      "mkdirSync('dashboards/dist', { recursive: true });\n" +
      "writeFileSync('dashboards/dist/index.html', '');\n" +
      "appendFileSync(process.env.NPM_CALLS, 'vite build\\n');\n",
  );
  write(join('node_modules', 'vite', 'package.json'), '{}');
  if (mode === 'killed') process.kill(process.pid, 'SIGKILL');
  write(join('node_modules', '.package-lock.json'), readFileSync('package-lock.json', 'utf8'));
}
