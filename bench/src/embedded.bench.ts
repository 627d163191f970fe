/** Questions on the embedded store: how long an open takes, the first answer, later ones, and the memory of it all. */
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openLineage } from '@spantrail/graph';
import { MADE_HISTORY_VERSION, madeHistory } from '@spantrail/made-history';
import { askedOf } from './asked.ts';
import { cacheFolder } from './cache-folder.ts';
import { digits, percentile, table, timed } from './figures.ts';
import { seed } from './seed.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    rounds: { type: 'string', default: '100' },
    seed: { type: 'boolean', default: false },
  },
});
const history = madeHistory({ runs: Number(values.runs) });
const file = join(cacheFolder(), `embedded-${history.runs}-made${MADE_HISTORY_VERSION}.db`);

if (values.seed) await makeFile();
else await measure();

/** Under another name until it is whole, so that a seed that was stopped is not taken for one. */
async function makeFile(): Promise<void> {
  if (existsSync(file)) return;
  const making = `${file}.making`;
  rmSync(making, { recursive: true, force: true });
  const store = await openLineage({ store: `file:${making}` });
  await seed(store, history);
  await store.close();
  renameSync(making, file);
}

async function measure(): Promise<void> {
  if (!existsSync(file)) {
    throw new Error(`Seed it first, by a process of its own: npm run bench embedded -- --seed`);
  }
  const openedAt = performance.now();
  const store = await openLineage({ store: `file:${file}` });
  const openMs = performance.now() - openedAt;
  const rows: string[][] = [];
  for (const { name, ask } of askedOf(history)) {
    const first = await timed(() => ask(store, 0));
    const times: number[] = [];
    for (let round = 1; round <= Number(values.rounds); round += 1) {
      times.push(await timed(() => ask(store, round)));
    }
    rows.push([name, ...[first, percentile(times, 0.5), percentile(times, 0.95)].map(digits)]);
  }
  const mebibytes = process.memoryUsage().rss / 2 ** 20;
  console.log(table(['ms', 'first', 'p50', 'p95'], rows));
  console.log(
    `open ${digits(openMs)} ms, memory ${digits(mebibytes)} MiB, file ${digits(statSync(file).size / 2 ** 20)} MiB, ${history.runs} runs`,
  );
  await store.close();
}
