// The fault tests in their long form, which takes hours or minutes by the machine: `npm run chaos`. Any of these variables may be
// set to less. The last lines of the tests say what was sent, what came twice and how the graph compares.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const LONG = {
  SPANTRAIL_CHAOS_RUNS: '100000',
  SPANTRAIL_SERVE_KILLS: '20',
  SPANTRAIL_COLLECTOR_KILLS: '5',
  SPANTRAIL_NEO4J_RESTARTS: '5',
};

const root = fileURLToPath(new URL('..', import.meta.url));
const jest = [
  '--experimental-vm-modules',
  '--disable-warning=ExperimentalWarning',
  'node_modules/jest/bin/jest.js',
];
const child = spawn(
  process.execPath,
  [...jest, 'test/dist/collector-faults', ...process.argv.slice(2)],
  {
    cwd: root,
    env: { ...LONG, ...process.env },
    stdio: 'inherit',
  },
);
child.once('exit', (code) => {
  process.exitCode = code ?? 1;
});
