import { createHash } from 'node:crypto';
import { StatementRefusedError } from '../engines/cypher-engine.ts';
import { ImportError } from '../errors.ts';
import type { FactPart } from '../facts/fact-parts.ts';
import { formatTime } from '../facts/time.ts';
import { forgetByTombstones } from '../forget/forget-names.ts';
import type { LineageStore } from '../lineage-store.ts';
import {
  type Chunks,
  checkEnd,
  cut,
  linesIn,
  moreAfterEnd,
  nothing,
  parsed,
  within,
} from './export-file.ts';
import { EXPORT_FORMAT, EXPORT_VERSION } from './export-lines.ts';
import { factsOfLine } from './facts-of-lines.ts';
import type { Read } from './read-json.ts';

export interface ImportOptions {
  /** Take what there is of a file that was cut. Default false. */
  readonly partial?: boolean;
  /** Where a part of a file is imported: the number of its first fact's line. Default 2. */
  readonly firstLine?: number;
  /** Called after each transaction with the facts that are in so far. */
  readonly onProgress?: (facts: number) => void;
}

export interface ImportReport {
  /** Lines that were merged. */
  readonly facts: number;
  /** False when the last line was missing and `partial` allowed it. */
  readonly whole: boolean;
  readonly notes: readonly string[];
}

/** What one transaction takes: as many lines, or as many characters. */
const LINES_A_BATCH = 500;
const CHARACTERS_A_BATCH = 2_000_000;

/**
 * Merges an export into a store, batch by batch. What is known already stays known, so the same file
 * may be imported again, after a failure or into a store that has grown.
 *
 * @param chunks the file's text, split anywhere.
 * @throws ImportError with the number of the line that is at fault, or when the file is cut; the
 * lines before were merged.
 */
export async function importLines(
  store: LineageStore,
  chunks: Chunks,
  { partial = false, firstLine = 2, onProgress = () => undefined }: ImportOptions = {},
): Promise<ImportReport> {
  const hash = createHash('sha256');
  const notes: string[] = [];
  let batch: Line[] = [];
  let size = 0;
  let facts = 0;
  let number = 0;
  let ended = false;
  let tombstones = false;
  const flush = async (): Promise<void> => {
    await mergeLines(store, batch);
    facts += batch.length;
    batch = [];
    size = 0;
    onProgress(facts);
  };
  for await (const { text, complete } of linesIn(chunks)) {
    number = number === 1 ? firstLine : number + 1;
    if (ended) throw moreAfterEnd(number);
    if (!complete && partial) break;
    const line = parsed(text, number);
    if (number === 1) notes.push(...(await headerNotes(store, line, number)));
    else if (line.has('sha256')) {
      ended = true;
      checkEnd(line, number, hash.copy().digest('hex'));
    } else {
      const part = within(number, () => factsOfLine(line));
      tombstones ||= part.tombstones !== undefined;
      batch.push({ number, facts: part });
      size += text.length;
      if (batch.length >= LINES_A_BATCH || size >= CHARACTERS_A_BATCH) await flush();
    }
    hash.update(`${text}\n`);
  }
  if (number === 0) throw nothing();
  if (batch.length > 0) await flush();
  // What this store knew already under those names goes now.
  if (tombstones) await forgetByTombstones(store.forgetting);
  if (!ended && !partial) throw cut(number);
  return { facts, whole: ended, notes };
}

interface Line {
  readonly number: number;
  readonly facts: FactPart;
}

/** Halves a refused batch until the line that is at fault stands alone. */
async function mergeLines(store: LineageStore, lines: readonly Line[]): Promise<void> {
  try {
    await store.merge(lines.map(({ facts }) => facts));
  } catch (error) {
    if (!(error instanceof StatementRefusedError)) throw error;
    const [first] = lines;
    if (lines.length === 1 && first !== undefined) {
      throw new ImportError(`The store refuses it: ${error.message}`, first.number);
    }
    const middle = Math.ceil(lines.length / 2);
    await mergeLines(store, lines.slice(0, middle));
    await mergeLines(store, lines.slice(middle));
  }
}

async function headerNotes(
  store: LineageStore,
  header: Read,
  number: number,
): Promise<readonly string[]> {
  const notes: string[] = [];
  const skew = within(number, () => {
    if (header.textList('salts').some((salt) => !/^([0-9a-f]{2}){16,64}$/.test(salt))) {
      throw header.fault('salts', 'a list of hexadecimal texts');
    }
    if (!header.has('format') || header.text('format') !== EXPORT_FORMAT) {
      throw new ImportError(
        'It is no export of Spantrail: its first line names no format.',
        number,
      );
    }
    const version = header.whole('version');
    if (version > BigInt(EXPORT_VERSION)) {
      throw new ImportError(
        `The export has version ${version}, this Spantrail reads up to ${EXPORT_VERSION}. Use a newer Spantrail.`,
        number,
      );
    }
    if (header.has('summarisedBefore')) {
      const before = header.text('summarisedBefore');
      notes.push(
        `The export comes from a store that keeps daily summaries of what was over before ${before}; these are not part of it.`,
      );
    }
    return header.whole('clockSkew');
  });
  const salts = header.textList('salts');
  if (salts.length > 0) await store.forgetting.addSalts(salts);
  const own = (await store.configuration()).clockSkew;
  const horizon = await store.horizon();
  if (horizon !== null) {
    notes.push(
      `This store keeps daily summaries of what was over before ${formatTime(horizon)}; runs of the export that are among them are left out.`,
    );
  }
  if (skew !== own) {
    notes.push(
      `The export comes from a store with a clock skew allowance of ${skew} µs, this one has ${own} µs: dependencies are derived by this one's.`,
    );
  }
  return notes;
}
