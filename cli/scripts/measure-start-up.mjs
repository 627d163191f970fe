// Prints how long a whole call of the program takes, from the shell's view:
//   node cli/scripts/measure-start-up.mjs trace predictions.csv --store file:.spantrail/lineage.db
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const bin = fileURLToPath(new URL('../bin/spantrail.js', import.meta.url));
const args = process.argv.slice(2);
const times = Array.from({ length: 21 }, () => {
  const start = performance.now();
  const { status, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: 'utf8' });
  if (status === 2 || status === 3) throw new Error(stderr);
  return performance.now() - start;
});
// The first call may read the disk; it is told apart and not counted.
const [first, ...others] = times.map((time) => Math.round(time));
others.sort((a, b) => a - b);
process.stdout.write(
  `spantrail ${args.join(' ')}: median ${others[10]} ms, slowest ${others.at(-1)} ms of 20; first ${first} ms\n`,
);
