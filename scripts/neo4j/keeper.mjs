// `node keeper.mjs FOLDER PID`: keeps the Neo4j of one jest run. It outlives the worker that asked for it, and ends
// with a signal from the global teardown, or by itself when jest (PID) is gone without having said goodbye.
import { Neo4jMissingError } from './errors.mjs';
import { isAlive, writeState } from './run-folder.mjs';
import { startNeo4j } from './server.mjs';

const [folder, jestPid] = process.argv.slice(2);
const say = (text) => process.stderr.write(`Neo4j for tests: ${text}\n`);

let server = null;
let ending = false;
async function end() {
  if (ending) return;
  ending = true;
  await server?.stop();
  process.exit(0);
}
process.on('SIGTERM', end);
process.on('SIGINT', end);
setInterval(() => {
  if (!isAlive(Number(jestPid))) void end();
}, 1_000);

try {
  const starting = await startNeo4j({ say });
  server = starting;
  if (ending) {
    await starting.stop();
    process.exit(0);
  }
  await writeState(folder, { status: 'ready', uri: server.uri, keeperPid: process.pid });
} catch (error) {
  const status = error instanceof Neo4jMissingError ? 'missing' : 'broken';
  await writeState(folder, { status, message: error.message });
  process.exit(1);
}
