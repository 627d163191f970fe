/**
 * Retention: how long it takes to fold all days but the last, into how much, and what memory that costs.
 * Seeding and folding are processes of their own, so that the peak is the fold's.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  commands,
  type LineageStore,
  openLineage,
  parseParameters,
  type RetainAnswer,
} from '@spantrail/graph';
import { madeHistory } from '@spantrail/made-history';
import { digits } from './figures.ts';
import { seed } from './seed.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '100000' },
    /** Left out: a new embedded file. A Neo4j must be empty. */
    store: { type: 'string' },
    part: { type: 'string' },
  },
});
const history = madeHistory({ runs: Number(values.runs) });
const parts: ReadonlyMap<string, (store: LineageStore) => Promise<void>> = new Map([
  ['seed', (store) => seed(store, history)],
  ['fold', fold],
]);

const part = parts.get(values.part ?? '');
if (part === undefined) runParts();
else {
  const store = await openLineage({ store: values.store ?? '' });
  await part(store);
  await store.close();
}

function runParts(): void {
  const folder = mkdtempSync(join(tmpdir(), 'spantrail-retention-'));
  const store = values.store ?? `file:${join(folder, 'lineage.db')}`;
  const bench = fileURLToPath(new URL('../../bin/bench.mjs', import.meta.url));
  for (const name of parts.keys()) {
    const options = ['--runs', values.runs, '--store', store, '--part', name];
    const { status } = spawnSync(process.execPath, [bench, 'retention', ...options], {
      stdio: 'inherit',
    });
    if (status !== 0) throw new Error(`The part "${name}" failed.`);
  }
  rmSync(folder, { recursive: true });
}

async function fold(store: LineageStore): Promise<void> {
  const retain = commands.find(({ name }) => name === 'retain');
  if (retain === undefined) throw new Error('There is always a retain.');
  const opened = process.memoryUsage().rss;
  const startedAt = performance.now();
  const asked = parseParameters(retain, [
    ['keep', '1d'],
    ['limit', String(history.runs)],
  ]);
  const answer = (await retain.ask(store, asked, history.now)) as RetainAnswer;
  const seconds = (performance.now() - startedAt) / 1_000;
  const peak = process.resourceUsage().maxRSS / 1_024;
  const kept = Object.values(answer.kept).reduce((sum, runs) => sum + runs, 0);
  console.log(
    `folded ${answer.folded} of ${history.runs} runs into ${answer.summaries} summaries, ${kept} older runs kept, in ${digits(seconds)} s: ${digits(answer.folded / seconds)} runs/s`,
  );
  console.log(`memory ${digits(opened / 2 ** 20)} MiB when open, ${digits(peak)} MiB at the most`);
}
