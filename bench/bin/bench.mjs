// `npm run bench NAME -- OPTIONS`: runs one compiled bench of this room; without a name it lists them.
import { readdirSync } from 'node:fs';

const compiled = new URL('../dist/src/', import.meta.url);
const names = readdirSync(compiled)
  .filter((file) => file.endsWith('.bench.js'))
  .map((file) => file.slice(0, -'.bench.js'.length));
const [name, ...options] = process.argv.slice(2);
if (names.includes(name)) {
  process.argv = [process.argv[0], process.argv[1], ...options];
  await import(new URL(`${name}.bench.js`, compiled));
} else {
  console.error(`Which bench? npm run bench NAME, one of: ${names.join(', ')}.`);
  process.exitCode = 2;
}
