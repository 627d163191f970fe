// One Neo4j Community server for tests and developers: loopback only, data in a temporary folder, no accounts unless asked.
// Whoever starts it stops it, by its own process id.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import neo4j from 'neo4j-driver';
import { Neo4jStartError } from './errors.mjs';
import { neo4jJars } from './jars.mjs';
import { findJava } from './java.mjs';

// What Neo4j's own start script opens; without them Netty and the page cache cannot reach direct memory.
const OPENED_PACKAGES = ['java.nio', 'java.io', 'sun.nio.ch', 'java.util.concurrent'];

const MAIN_CLASS = {
  lts: 'org.neo4j.server.CommunityEntryPoint',
  calendar: 'org.neo4j.server.Neo4jCommunity',
};

/**
 * Starts a server and waits until it answers a query.
 *
 * @param {object} [options]
 * @param {'lts' | 'calendar'} [options.version] the release line, as pom.xml pins it; default `lts`.
 * @param {string} [options.password] of the user `neo4j`, at least 8 characters; default: no accounts.
 * @param {{ key: string, certificate: string }} [options.tls] PEM files in one folder; default: plain connections only.
 * @param {number} [options.port] Bolt port on 127.0.0.1; 0 (the default) takes a free one.
 * @param {number} [options.startMs] how long the first answer may take; default 120,000.
 * @param {string} [options.heapMax] Java's greatest heap; default `1g`.
 * @param {string} [options.pageCache] default `256m`.
 * @param {string} [options.home] a folder of the caller's that is kept, with its data; default a temporary one.
 * @param {(text: string) => void} [options.say] told about a download; default silent.
 * @param {AbortSignal} [options.signal] ends a start that is under way; `stop()` ends a server that has started.
 * @returns {Promise<import('./index.d.mts').Neo4jServer>}
 */
export async function startNeo4j({
  version = 'lts',
  password,
  tls,
  port = 0,
  startMs = 120_000,
  heapMax = '1g',
  pageCache = '256m',
  home: keptHome,
  say,
  signal,
} = {}) {
  const { java, home: javaHome } = await findJava(version);
  const jars = await neo4jJars({ line: version, javaHome, say, signal });
  const home = keptHome ?? (await mkdtemp(join(tmpdir(), 'spantrail-neo4j-')));
  const boltPort = port === 0 ? await freePort() : port;
  const logFile = join(home, 'console.log');
  await writeConfiguration(home, { port: boltPort, pageCache, password, tls });

  const uri = `bolt://127.0.0.1:${boltPort}`;
  const launch = () =>
    launchAndWait({
      java,
      jars,
      mainClass: MAIN_CLASS[version],
      home,
      heapMax,
      uri,
      logFile,
      startMs,
      signal,
      password,
    });
  const remove = async () => {
    if (keptHome === undefined) await rm(home, { recursive: true, force: true, maxRetries: 5 });
  };
  let child = await launch().catch(async (error) => {
    await remove();
    throw error;
  });

  return {
    uri,
    home,
    logFile,
    get pid() {
      return child.pid;
    },
    async stop() {
      await end(child, 'SIGTERM');
      await remove();
    },
    async halt() {
      await end(child, 'SIGTERM');
    },
    async kill() {
      await end(child, 'SIGKILL');
    },
    async restart() {
      await end(child, 'SIGTERM');
      child = await launch();
    },
  };
}

async function writeConfiguration(home, { port, pageCache, password, tls }) {
  await mkdir(join(home, 'conf'), { recursive: true });
  const settings = {
    'server.default_listen_address': '127.0.0.1',
    'server.bolt.listen_address': `127.0.0.1:${port}`,
    // What a neo4j:// client is sent to.
    'server.bolt.advertised_address': `127.0.0.1:${port}`,
    'server.http.enabled': 'false',
    'server.https.enabled': 'false',
    'server.memory.pagecache.size': pageCache,
    'dbms.security.auth_enabled': String(password !== undefined),
    'dbms.usage_report.enabled': 'false',
    ...(tls === undefined ? {} : tlsSettings(tls)),
  };
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
  await writeFile(join(home, 'conf', 'neo4j.conf'), lines.join(''));
}

function tlsSettings({ key, certificate }) {
  return {
    'server.bolt.tls_level': 'OPTIONAL',
    'dbms.ssl.policy.bolt.enabled': 'true',
    'dbms.ssl.policy.bolt.base_directory': dirname(key),
    'dbms.ssl.policy.bolt.private_key': basename(key),
    'dbms.ssl.policy.bolt.public_certificate': basename(certificate),
    'dbms.ssl.policy.bolt.client_auth': 'NONE',
  };
}

async function launchAndWait(options) {
  const { java, jars, mainClass, home, heapMax, uri, logFile, startMs, signal, password } = options;
  const log = await open(logFile, 'a');
  const child = spawn(
    java,
    [
      '-Xms512m',
      `-Xmx${heapMax}`,
      ...OPENED_PACKAGES.map((name) => `--add-opens=java.base/${name}=ALL-UNNAMED`),
      '-cp',
      join(jars, '*'),
      mainClass,
      `--home-dir=${home}`,
      `--config-dir=${join(home, 'conf')}`,
    ],
    // A group of its own: Ctrl-C in a terminal must reach our stop(), not kill the server under it.
    { stdio: ['ignore', log.fd, log.fd], detached: true },
  );
  try {
    await once(child, 'spawn');
    await firstAnswer({ child, uri, startMs, signal, password });
    return child;
  } catch (cause) {
    await end(child, 'SIGKILL');
    throw new Neo4jStartError(
      `Neo4j did not start: ${cause.message} The end of its log:\n${await tail(logFile)}`,
      { cause },
    );
  } finally {
    await log.close();
  }
}

async function firstAnswer({ child, uri, startMs, signal, password }) {
  const auth = password === undefined ? undefined : neo4j.auth.basic('neo4j', password);
  const driver = neo4j.driver(uri, auth, { connectionTimeout: 2_000 });
  const giveUpAt = Date.now() + startMs;
  try {
    for (;;) {
      signal?.throwIfAborted();
      if (hasEnded(child)) throw new Error(`It ended by itself (${describeEnd(child)}).`);
      if (await answers(driver)) return signal?.throwIfAborted();
      if (password !== undefined) await setPassword(uri, password);
      if (Date.now() > giveUpAt) throw new Error(`It gave no answer in ${startMs} ms.`);
      await sleep(200);
    }
  } finally {
    await driver.close();
  }
}

// Not executeQuery, which tries again by itself for half a minute.
async function answers(driver) {
  const session = driver.session();
  try {
    await session.run('RETURN 1');
    return true;
  } catch {
    return false;
  } finally {
    await session.close();
  }
}

// A new server has the password `neo4j` and lets it do nothing but change itself.
async function setPassword(uri, password) {
  const driver = neo4j.driver(uri, neo4j.auth.basic('neo4j', 'neo4j'), {
    connectionTimeout: 2_000,
  });
  const session = driver.session({ database: 'system' });
  try {
    await session.run('ALTER CURRENT USER SET PASSWORD FROM $old TO $password', {
      old: 'neo4j',
      password,
    });
  } catch {
    // Not there yet, or it has its own password by now.
  } finally {
    await session.close();
    await driver.close();
  }
}

// Neo4j checkpoints when asked to end, which takes a second or two; 30 s later it is not going to.
async function end(child, signal) {
  if (child.pid === undefined || hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 30_000);
  await exited;
  clearTimeout(timer);
}

function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
}

function describeEnd(child) {
  return child.signalCode === null ? `exit code ${child.exitCode}` : child.signalCode;
}

async function tail(file, lines = 30) {
  const text = await readFile(file, 'utf8').catch(() => '(no log)');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}

async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
