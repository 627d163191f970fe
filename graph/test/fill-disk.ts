/**
 * A program for `full-disk.test.ts`: writes runs to the store named on its command line until one write
 * fails, and prints how many were acknowledged, and the code of the failure.
 */
import { openLineage } from '../src/open-lineage.ts';
import { batch, run } from './facts.ts';

const store = await openLineage({ store: process.argv[2] ?? '' });
let acknowledged = 0;
let code = 'none';
for (let index = 0; index < 5_000; index += 1) {
  const id = `run${index}`;
  const note = 'x'.repeat(10_000);
  try {
    await store.write(
      batch(run({ id, start: index, reads: ['in'], writes: [`out${index}`], failed: note })),
    );
    acknowledged += 1;
  } catch (error) {
    code = (error as { code?: string }).code ?? String(error);
    break;
  }
}
process.stdout.write(JSON.stringify({ acknowledged, code }));
process.exit(0);
