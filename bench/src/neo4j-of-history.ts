/** Neo4j servers that hold a made history: seeded once, kept outside the checkout, started again in seconds. */
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type LineageStore, openLineage } from '@spantrail/graph';
import { MADE_HISTORY_VERSION, type MadeHistory } from '@spantrail/made-history';
import { importNeo4j, startNeo4j } from '@spantrail/neo4j-for-tests/without-jest';
import { cacheFolder } from './cache-folder.ts';
import { writeCsv } from './csv-of-history.ts';
import { writeFlags } from './seed.ts';

/** Goes up when the CSV files change for the same history. */
const CSV_VERSION = 3;

export interface OpenedHistory {
  readonly history: MadeHistory;
  readonly store: LineageStore;
  readonly uri: string;
  close(): Promise<void>;
}

export interface Memory {
  readonly heapMax: string;
  readonly pageCache: string;
}

/** Starts the server that holds this history, and makes its data first when they are not there. */
export async function openHistory(
  history: MadeHistory,
  variant: string,
  memory: Memory,
): Promise<OpenedHistory> {
  const name = `neo4j-${history.runs}${variant}-made${MADE_HISTORY_VERSION}-csv${CSV_VERSION}`;
  const home = join(cacheFolder(), name);
  if (!existsSync(home)) await makeHome(history, home, memory);
  const server = await startNeo4j({ home, ...memory });
  // Applies schema files that are newer than the data.
  const store = await openLineage({ store: server.uri });
  return {
    history,
    store,
    uri: server.uri,
    close: async () => {
      await store.close();
      await server.stop();
    },
  };
}

/** Under another name until it is whole, so that one that was stopped half-way is not taken for it. */
async function makeHome(history: MadeHistory, home: string, memory: Memory): Promise<void> {
  const startedAt = Date.now();
  const say = (what: string): void => {
    const seconds = ((Date.now() - startedAt) / 1_000).toFixed(0);
    process.stderr.write(`${history.runs} runs: ${what} after ${seconds} s\n`);
  };
  const making = `${home}.making`;
  rmSync(making, { recursive: true, force: true });
  mkdirSync(making);
  const csv = join(making, 'csv');
  const files = await writeCsv(history, csv);
  say('CSV written');
  await importNeo4j({ home: making, ...files, heapMax: memory.heapMax });
  rmSync(csv, { recursive: true });
  say('imported');
  const server = await startNeo4j({ home: making, ...memory });
  const store = await openLineage({ store: server.uri });
  say('indexes made');
  await writeFlags(store, history);
  await store.close();
  await server.stop();
  renameSync(making, home);
}
