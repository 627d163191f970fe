// `node scripts/neo4j/start.mjs [--port 7687] [--version calendar]`: a throw-away Neo4j in the foreground until Ctrl-C.
import { parseArgs } from 'node:util';
import { startNeo4j } from './server.mjs';

const { values } = parseArgs({
  options: {
    port: { type: 'string', default: '0' },
    version: { type: 'string', default: 'lts' },
  },
});
const startedAt = Date.now();
const say = (text) => process.stderr.write(`${text}\n`);
const aborting = new AbortController();
const starting = startNeo4j({
  port: Number(values.port),
  version: values.version,
  say,
  signal: aborting.signal,
});

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, end);

async function end() {
  if (aborting.signal.aborted) return;
  say('stopping; the data goes with it');
  aborting.abort();
  await starting.then(
    (server) => server.stop(),
    () => {}, // It had not started, and has cleaned up after itself.
  );
  process.exit(0);
}

try {
  const server = await starting;
  console.log(server.uri);
  say(`no user, no password; ${Date.now() - startedAt} ms to the first answer; Ctrl-C ends it`);
  say(`log: ${server.logFile}`);
} catch (error) {
  if (!aborting.signal.aborted) say(error.message);
  process.exitCode = 1;
}
// The server's process keeps this one alive; when it dies by itself, this one ends too.
