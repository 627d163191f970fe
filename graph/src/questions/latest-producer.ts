import { chooseProducer } from '../choose-producer.ts';
import type { LineageStore } from '../lineage-store.ts';
import { kinshipAmong } from './kinship-among.ts';

const LOOK_BACK = [8, 1_000, Number.MAX_SAFE_INTEGER];

/** The run that made a pointer as it was at a time: what a stranger reading it then would depend on. */
export async function latestProducer(
  store: LineageStore,
  pointer: string,
  asOf: bigint,
): Promise<string | null> {
  for (const limit of LOOK_BACK) {
    const producers = await store.producers([{ pointer, until: asOf }], limit);
    const kinship = await kinshipAmong(
      store,
      producers.map(({ run }) => run),
    );
    const reader = { run: '', at: asOf, digest: null };
    const choice = chooseProducer(reader, producers, new Set(), kinship, 0n);
    if (producers.length < limit) return choice?.run ?? null;
    const row = producers.find(({ run }) => run === choice?.run);
    // Writers as early as the earliest fetched may be missing, and one of them may win a tie.
    const settled = producers.some(({ at }) => row !== undefined && at < row.at);
    if (row !== undefined && settled && !row.encloses) return row.run;
  }
  return null;
}
