// `node scripts/neo4j/start.mjs [--port 7687]`: a throw-away Neo4j in the foreground until Ctrl-C.
import { parseArgs } from 'node:util';
import { startNeo4j } from './server.mjs';

const { values } = parseArgs({ options: { port: { type: 'string', default: '0' } } });
const startedAt = Date.now();
const say = (text) => process.stderr.write(`${text}\n`);

try {
  const server = await startNeo4j({ port: Number(values.port), say });
  let ending = false;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      if (ending) return;
      ending = true;
      say('stopping; the data goes with it');
      void server.stop().then(() => process.exit(0));
    });
  }
  console.log(server.uri);
  say(`no user, no password; ${Date.now() - startedAt} ms to the first answer; Ctrl-C ends it`);
  say(`log: ${server.logFile}`);
} catch (error) {
  say(error.message);
  process.exitCode = 1;
}
// The server's process keeps this one alive; when it dies by itself, this one ends too.
