import { createHash } from 'node:crypto';
import { formatTime } from '../facts/time.ts';
import type { LineageStore } from '../lineage-store.ts';
import { endLine } from './export-file.ts';
import { linesOf } from './lines-of-facts.ts';

export const EXPORT_FORMAT = 'spantrail-export';
/** Raised when a reader of the version before would misread a line. */
export const EXPORT_VERSION = 1;

/**
 * The whole store as lines of JSON, each with its newline, some at a time: a header, the facts, and a
 * last line with counts and a digest, by which a cut file is known. Only a page is in memory.
 *
 * @param now µs since the epoch, for the header.
 */
export async function* exportLines(store: LineageStore, now: bigint): AsyncGenerator<string> {
  const hash = createHash('sha256');
  let facts = 0;
  const { schema, clockSkew } = await store.configuration();
  const horizon = await store.horizon();
  const header = {
    format: EXPORT_FORMAT,
    version: EXPORT_VERSION,
    schema: Number(schema),
    clockSkew: `${clockSkew}`,
    salts: await store.forgetting.salts(),
    exported: formatTime(now),
    // Summaries are not facts that could be merged again; the reader is told that they are missing.
    ...(horizon === null ? {} : { summarisedBefore: formatTime(horizon) }),
  };
  const first = `${JSON.stringify(header)}\n`;
  hash.update(first);
  yield first;
  for await (const part of store.facts()) {
    const lines = linesOf(part);
    if (lines.length === 0) continue;
    facts += lines.length;
    const text = `${lines.join('\n')}\n`;
    hash.update(text);
    yield text;
  }
  yield endLine(facts, hash.digest('hex'));
}
