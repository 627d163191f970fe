import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DecodeLimits, MappingOptions } from '@spantrail/collector-exporter';
import {
  type Command,
  commands as graphCommands,
  questions as graphQuestions,
  type LineageStore,
  type Question,
} from '@spantrail/graph';
import { type Answer, sendAnswer } from './answer.ts';
import {
  commandRoute,
  flagsRoute,
  longQuestionRoute,
  questionRoute,
  withoutOwnCypher,
} from './api-routes.ts';
import { type ServiceClock, systemClock } from './clock.ts';
import { errorAnswer, refusal } from './error-answer.ts';
import { ServiceOptionsError } from './errors.ts';
import { healthRoute, readyRoute } from './health-routes.ts';
import { repairWhenIdle } from './idle-repair.ts';
import { type Log, logToStderr } from './log.ts';
import { MinuteReport } from './minute-report.ts';
import { drain } from './read-body.ts';
import { isLoopback, requestRefusal } from './request-guard.ts';
import { Router } from './router.ts';
import { removeServeFile, writeServeFile } from './serve-file.ts';
import { tracesRoute } from './traces-route.ts';
import { exportRoute, importRoute } from './transfer-routes.ts';

/** All but the store have defaults that are right for one machine. */
export interface ServiceOptions {
  /** Stays the caller's: `close` does not close it. */
  readonly store: LineageStore;
  /** Default 127.0.0.1:4319. Port 0 takes a free one. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** Host headers that are answered beside the loopback names: `name`, or `name:port`. Default none. */
  readonly allowedHosts?: readonly string[];
  /** Limit of a trace request, before and after unzipping. Default 64 MiB. */
  readonly bodyBytesMax?: number;
  readonly decodeLimits?: DecodeLimits;
  readonly mapping?: MappingOptions;
  /** After this long without a commit the answer is 503. Default 25,000: a Collector waits 30,000. */
  readonly storeTimeoutMs?: number;
  /** How long `close` lets requests finish. Default 10,000. */
  readonly closeTimeoutMs?: number;
  /** Path of a `file:` store: `<path>.serve.json` is there while the service runs. Default none. */
  readonly database?: string;
  /** Default: every question of the graph, as `GET /api/<name>`. */
  readonly questions?: readonly Question[];
  /** Whether `/api/query` runs read-only Cypher of the asker's own. Default false. */
  readonly allowCypher?: boolean;
  /** Default: every command of the graph, as `POST /api/<name>`. */
  readonly commands?: readonly Command[];
  /** Default: a line to stderr for each message. */
  readonly log?: Log;
  readonly clock?: ServiceClock;
}

/** A service that listens. */
export interface Service {
  /** `http://127.0.0.1:4319`, with the real port. */
  readonly url: string;
  /** Stops accepting, lets requests in flight finish within a bound, and resolves when all is closed. */
  close(): Promise<void>;
}

const BODY_BYTES_MAX = 64 * 1_024 * 1_024;
const REPORT_MS = 60_000;

/** The Collector keeps idle connections for 90 s; closing first would make it send spans twice. */
const KEEP_ALIVE_MS = 100_000;

/**
 * Starts the lineage service over HTTP: OTLP in, answers out.
 *
 * @throws ServiceOptionsError for an address that is not loopback, or one that cannot be listened on.
 * @example
 * ```ts
 * const store = await openLineage({ store: 'memory:' });
 * const service = await startService({ store });
 * console.log(service.url);
 * ```
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host = '127.0.0.1', port = 4319 } = options.listen ?? {};
  if (!isLoopback(host)) {
    throw new ServiceOptionsError(
      `Refused to listen on ${host}: anybody who reaches this address could read and write all lineage, and bearer tokens are not built yet (issue 5). Listen on 127.0.0.1 and let a proxy with authentication stand before it.`,
      'listen',
    );
  }
  const { log = logToStderr, clock = systemClock } = options;
  const report = new MinuteReport(log);
  let closing: Promise<void> | null = null;
  const router = routerOf(options, { log, clock, report, isClosing: () => closing !== null });
  const server = createServer((request, response) => {
    const guard = { port: portOf(server), allowedHosts: options.allowedHosts ?? [] };
    void handle(request, response, {
      answer: async () => {
        const reason = requestRefusal(request, guard);
        return reason === null ? router.answer(request) : refusal(403, 'FORBIDDEN', reason);
      },
      isClosing: () => closing !== null,
      log,
    });
  });
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  // Above the keep-alive, else Node cuts a connection that is idle between two requests.
  server.headersTimeout = KEEP_ALIVE_MS + 5_000;
  server.requestTimeout = KEEP_ALIVE_MS + 20_000;
  await listen(server, host, port);
  const url = `http://${host.includes(':') ? `[${host}]` : host}:${portOf(server)}`;
  const { database } = options;
  try {
    if (database !== undefined) await writeServeFile(database, { url, pid: process.pid });
  } catch (cause) {
    server.close();
    throw new ServiceOptionsError(
      `Cannot write beside the database ${database}, so the command line would not find the service. Make the folder writable.`,
      'database',
      { cause },
    );
  }
  const stopReport = clock.every(REPORT_MS, () => report.tell());
  const endRepairs = repairWhenIdle(options.store, clock);

  const close = async (): Promise<void> => {
    stopReport();
    if (database !== undefined) await removeServeFile(database, process.pid);
    await closeServer(server, options.closeTimeoutMs ?? 10_000);
    await endRepairs();
    report.tell();
  };
  return {
    url,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function routerOf(
  options: ServiceOptions,
  {
    log,
    clock,
    report,
    isClosing,
  }: { log: Log; clock: ServiceClock; report: MinuteReport; isClosing: () => boolean },
): Router {
  const {
    store,
    allowCypher = false,
    questions = graphQuestions,
    commands = graphCommands,
  } = options;
  const router = new Router();
  router.add(
    'POST',
    '/v1/traces',
    tracesRoute({
      store,
      bodyBytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX,
      storeTimeoutMs: options.storeTimeoutMs ?? 25_000,
      decodeLimits: options.decodeLimits ?? {},
      mapping: options.mapping ?? {},
      report,
      log,
    }),
  );
  const api = { store, clock, log };
  for (const known of questions) {
    const question = known.name === 'query' && !allowCypher ? withoutOwnCypher(known) : known;
    router.add('GET', `/api/${question.name}`, questionRoute(question, api));
    // Names and Cypher may be longer than an address.
    router.add('POST', `/api/${question.name}`, longQuestionRoute(question, api));
  }
  for (const command of commands) {
    router.add('POST', `/api/${command.name}`, commandRoute(command, api));
  }
  router.add('POST', '/api/flags', flagsRoute(commands, api));
  router.add('GET', '/api/export', exportRoute(api));
  router.add('POST', '/api/import', importRoute(api, options.bodyBytesMax ?? BODY_BYTES_MAX));
  router.add('GET', '/healthz', healthRoute);
  router.add('GET', '/readyz', readyRoute({ store, clock, isClosing }));
  return router;
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, isClosing, log }: { answer: () => Promise<Answer>; isClosing: () => boolean; log: Log },
): Promise<void> {
  try {
    const given = await answer().catch((error: unknown) => errorAnswer(error, log));
    await drain(request);
    // A body that was not read to its end would be taken for the next request.
    const last = isClosing() || !request.complete;
    if (!response.destroyed) await sendAnswer(response, given, last);
  } catch (error) {
    log('error', 'An answer could not be sent.', { error: String(error) });
    response.destroy();
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) =>
      reject(
        new ServiceOptionsError(
          `Cannot listen on ${host}:${port}: ${cause.message}. Is another service running there? Choose another port.`,
          'listen',
          { cause },
        ),
      ),
    );
    server.listen(port, host, resolve);
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo | null)?.port ?? 0;
}

function closeServer(server: Server, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const bound = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearTimeout(bound);
      resolve();
    });
    server.closeIdleConnections();
  });
}
