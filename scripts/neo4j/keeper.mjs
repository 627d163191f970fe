// `node keeper.mjs FOLDER PID`: keeps the Neo4j of one jest run. It outlives the worker that asked for it, and ends
// with a signal from the global teardown, or by itself when jest (PID) is gone without having said goodbye.
import { rm } from 'node:fs/promises';
import { Neo4jMissingError } from './errors.mjs';
import { isAlive, writeState } from './run-folder.mjs';
import { startNeo4j } from './server.mjs';

const [folder, jestPid] = process.argv.slice(2);
const say = (text) => process.stderr.write(`Neo4j for tests: ${text}\n`);

const aborting = new AbortController();
const version = process.env.SPANTRAIL_TEST_NEO4J || 'lts';
const starting = startNeo4j({ version, say, signal: aborting.signal });

async function end() {
  if (aborting.signal.aborted) return;
  aborting.abort();
  await starting.then(
    (server) => server.stop(),
    () => {}, // It had not started, and has cleaned up after itself.
  );
  // Gone without a goodbye, jest has not tidied its folder up either.
  if (!isAlive(Number(jestPid))) await rm(folder, { recursive: true, force: true });
  process.exit(0);
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
setInterval(() => {
  if (!isAlive(Number(jestPid))) void end();
}, 1_000);

try {
  const { uri } = await starting;
  await writeState(folder, { status: 'ready', uri, keeperPid: process.pid });
} catch (error) {
  // Aborted, end() is at work, and is the one to leave.
  if (!aborting.signal.aborted) {
    const status = error instanceof Neo4jMissingError ? 'missing' : 'broken';
    await writeState(folder, { status, message: error.message });
    process.exit(1);
  }
}
