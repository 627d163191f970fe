// One Collector as a process of its own, on loopback, in a folder of its own. Whoever starts it stops it, by its process id.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { collectorBinary } from './binary.mjs';
import { CollectorStartError } from './errors.mjs';

const execute = promisify(execFile);
const LISTEN = 'OTELCOL_LISTEN';
const STORAGE = 'OTELCOL_STORAGE';
const METRICS_PORT = 'OTELCOL_METRICS_PORT';

/** See index.d.mts, which is the contract. */
export async function startCollector({ configs, env = {}, startMs = 30_000 }) {
  const binary = await collectorBinary();
  const home = await mkdtemp(join(tmpdir(), 'spantrail-otelcol-'));
  const [port, metricsPort] = [await freePort(), await freePort()];
  const logFile = join(home, 'otelcol.log');
  const launch = async () => {
    const child = await spawnCollector({
      binary,
      args: await configArguments(configs, home),
      logFile,
      env: {
        ...environmentOf(home),
        [LISTEN]: `127.0.0.1:${port}`,
        [METRICS_PORT]: String(metricsPort),
        ...env,
      },
    });
    const url = `http://127.0.0.1:${port}`;
    await untilReady({ child, url, startMs, logFile });
    return child;
  };
  const remove = () => rm(home, { recursive: true, force: true, maxRetries: 5 });
  let child = await launch().catch(async (error) => {
    await remove();
    throw error;
  });

  return {
    url: `http://127.0.0.1:${port}`,
    home,
    get pid() {
      return child.pid;
    },
    log: () => readFile(logFile, 'utf8'),
    metrics: async () => {
      const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
      return parseMetrics(await response.text());
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

/** See index.d.mts. */
export async function validateCollectorConfig(configs, env = {}) {
  const binary = await collectorBinary();
  const home = await mkdtemp(join(tmpdir(), 'spantrail-otelcol-'));
  try {
    const args = await configArguments(configs, home);
    await execute(binary, ['validate', ...args], { env: { ...environmentOf(home), ...env } });
    return null;
  } catch (error) {
    return `${error.stderr || error.message}`.trim();
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

/** A later one overrides the earlier ones, key by key. JSON is YAML. */
async function configArguments(configs, home) {
  const args = [];
  for (const [index, config] of configs.entries()) {
    const path = typeof config === 'string' ? config : join(home, `config-${index}.yaml`);
    if (typeof config !== 'string') await writeFile(path, JSON.stringify(config));
    args.push(`--config=file:${path}`);
  }
  return args;
}

/** Nothing of the caller's environment: no proxy, no OTEL_ variable. */
function environmentOf(home) {
  return { PATH: process.env.PATH, HOME: home, [STORAGE]: join(home, 'queue') };
}

async function spawnCollector({ binary, args, env, logFile }) {
  const log = await open(logFile, 'a');
  try {
    // A group of its own: Ctrl-C in a terminal must reach our stop(), not kill it under us.
    const child = spawn(binary, args, { env, stdio: ['ignore', log.fd, log.fd], detached: true });
    await once(child, 'spawn');
    return child;
  } finally {
    await log.close();
  }
}

async function untilReady({ child, url, startMs, logFile }) {
  const giveUpAt = Date.now() + startMs;
  for (;;) {
    if (await takesSpans(url)) return;
    const ended = hasEnded(child);
    if (ended || Date.now() > giveUpAt) {
      await end(child, 'SIGKILL');
      const why = ended ? 'It ended by itself.' : `It took no request in ${startMs} ms.`;
      const tail = (await readFile(logFile, 'utf8')).trimEnd().split('\n').slice(-30).join('\n');
      throw new CollectorStartError(`The Collector did not start: ${why} Its log ends:\n${tail}`);
    }
    await sleep(50);
  }
}

async function takesSpans(url) {
  const headers = { 'content-type': 'application/json' };
  const request = { method: 'POST', headers, body: '{}', signal: AbortSignal.timeout(2_000) };
  return fetch(`${url}/v1/traces`, request).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** `name{labels} value` lines. */
function parseMetrics(text) {
  const rows = [];
  for (const line of text.split('\n')) {
    const [, name, labels = '', value] = /^([a-z_]\w*)(?:\{(.*)\})? (\S+)$/i.exec(line) ?? [];
    if (name !== undefined) rows.push({ name, labels, value: Number(value) });
  }
  return rows;
}

async function end(child, signal) {
  if (hasEnded(child)) return;
  const exited = once(child, 'exit');
  child.kill(signal);
  const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
  await exited;
  clearTimeout(timer);
}

function hasEnded(child) {
  return child.exitCode !== null || child.signalCode !== null;
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
