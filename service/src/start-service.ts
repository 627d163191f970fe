import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { DecodeLimits, MappingOptions } from '@spantrail/collector-exporter';
import type { Command, LineageStore, Question } from '@spantrail/graph';
import { admit } from './admission.ts';
import { type Answer, sendAnswer } from './answer.ts';
import { type ServiceClock, systemClock } from './clock.ts';
import { errorAnswer } from './error-answer.ts';
import { ServiceOptionsError } from './errors.ts';
import { repairWhenIdle } from './idle-repair.ts';
import { ingestOf } from './ingest.ts';
import type { IntakeLimits } from './intake.ts';
import { type Log, logToStderr } from './log.ts';
import { MinuteReport } from './minute-report.ts';
import { drain } from './read-body.ts';
import { isLoopback } from './request-guard.ts';
import type { Endpoint } from './router.ts';
import { routerOf } from './routes.ts';
import { removeServeFile, writeServeFile } from './serve-file.ts';
import { Telemetry } from './telemetry.ts';
import { openTokens, type TokenOptions } from './token-source.ts';

/** All but the store have defaults that are right for one machine. */
export interface ServiceOptions {
  /** Stays the caller's: `close` does not close it. */
  readonly store: LineageStore;
  /** Default 127.0.0.1:4319. Port 0 takes a free one. Another address than loopback needs tokens. */
  readonly listen?: { readonly host?: string; readonly port?: number };
  /** Who is let in. Default: whoever reaches the address, which then must be loopback. */
  readonly tokens?: TokenOptions;
  /**
   * Host headers that are answered beside the loopback names: `name`, or `name:port`. Default none; on an
   * address that is not loopback, any.
   */
  readonly allowedHosts?: readonly string[];
  /** Limit of a trace request, before and after unzipping. Default 64 MiB. */
  readonly bodyBytesMax?: number;
  readonly decodeLimits?: DecodeLimits;
  readonly mapping?: MappingOptions;
  /** After this long without a commit the answer is 503. Default 25,000: a Collector waits 30,000. */
  readonly storeTimeoutMs?: number;
  /** How long `close` lets requests finish. Default 10,000. */
  readonly closeTimeoutMs?: number;
  /** What is taken in at one time; beyond it the answer is 503. Default 128 requests, 32 MiB of bodies. */
  readonly intake?: Partial<IntakeLimits>;
  /** Requests that wait for the store are committed together. Default 20,000 facts, 1 commit at a time. */
  readonly groupCommit?: { readonly factsMax?: number; readonly commitsMax?: number };
  /** Path of a `file:` store: `<path>.serve.json` is there while the service runs. Default none. */
  readonly database?: string;
  /** Default: every question of the graph, as `GET /api/<name>`. */
  readonly questions?: readonly Question[];
  /** Whether `/api/query` runs read-only Cypher of whoever may read. Default false: of admins by token alone. */
  readonly allowCypher?: boolean;
  /** Default: every command of the graph, as `POST /api/<name>`. */
  readonly commands?: readonly Command[];
  /** Default: a line to stderr for each message. */
  readonly log?: Log;
  readonly clock?: ServiceClock;
}

export type ServiceRoute = Pick<Endpoint, 'method' | 'path' | 'scope'>;

/** A service that listens. */
export interface Service {
  /** `http://127.0.0.1:4319`, with the real port. */
  readonly url: string;
  /** Every route, with what a token must be good for to open it. */
  readonly routes: readonly ServiceRoute[];
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
 * @throws ServiceOptionsError for an address that is not loopback without tokens, for one that cannot be
 * listened on, and for tokens that cannot be used.
 * @example
 * ```ts
 * const store = await openLineage({ store: 'memory:' });
 * const service = await startService({ store });
 * console.log(service.url);
 * ```
 */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { host = '127.0.0.1', port = 4319 } = options.listen ?? {};
  const { log = logToStderr, clock = systemClock } = options;
  const { access, watch } = await openTokens(options.tokens ?? {}, { clock, log });
  checkAddress(host, { guarded: access.guarded, log });
  const report = new MinuteReport(log);
  const telemetry = new Telemetry({ clock, pendingRepairs: () => options.store.pendingRepairs() });
  const ingest = ingestOf(options, { log, onCommit: (commit) => telemetry.committed(commit) });
  telemetry.watch(ingest);
  let closing: Promise<void> | null = null;
  const isClosing = (): boolean => closing !== null;
  const router = routerOf({
    ...options,
    traces: {
      ...ingest,
      bodyBytesMax: options.bodyBytesMax ?? BODY_BYTES_MAX,
      storeTimeoutMs: options.storeTimeoutMs ?? 25_000,
      decodeLimits: options.decodeLimits ?? {},
      mapping: options.mapping ?? {},
      observe: (decoded, mapped) => {
        report.observe(decoded, mapped);
        telemetry.observe(decoded, mapped);
      },
      onSpans: (counts) => telemetry.spans(counts),
      log,
    },
    telemetry,
    clock,
    log,
    isClosing,
  });
  const { allowedHosts = [] } = options;
  const server = createServer((request, response) => {
    const guard = { port: portOf(server), loopback: isLoopback(host), allowedHosts };
    void handle(request, response, {
      answer: () =>
        router.answer(request, (asked, scope) => admit(asked, scope, { guard, access })),
      onAnswer: (status) => telemetry.answered(router.pathOf(request), status),
      isClosing,
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
  const stopWatching = watch();
  const endRepairs = repairWhenIdle(options.store, clock);

  const close = async (): Promise<void> => {
    stopReport();
    stopWatching();
    if (database !== undefined) await removeServeFile(database, process.pid);
    await closeServer(server, options.closeTimeoutMs ?? 10_000);
    ingest.commits.giveUpWaiting();
    await endRepairs();
    report.tell();
  };
  return {
    url,
    routes: router.endpoints().map(({ method, path, scope }) => ({ method, path, scope })),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

/** @throws ServiceOptionsError for an address that others reach while nobody is asked for a token. */
function checkAddress(host: string, { guarded, log }: { guarded: boolean; log: Log }): void {
  if (isLoopback(host)) return;
  if (!guarded) {
    throw new ServiceOptionsError(
      `Refused to listen on ${host} without tokens: anybody who reaches this address could read and write all lineage. Give tokens by --tokens FILE or SPANTRAIL_TOKENS, or listen on 127.0.0.1.`,
      'listen',
    );
  }
  log(
    'warn',
    `Listening on ${host} without TLS: tokens and lineage can be read on the way. Let a proxy with TLS stand before it.`,
  );
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  {
    answer,
    onAnswer,
    isClosing,
    log,
  }: {
    answer: () => Promise<Answer>;
    onAnswer: (status: number) => void;
    isClosing: () => boolean;
    log: Log;
  },
): Promise<void> {
  try {
    const given = await answer().catch((error: unknown) => errorAnswer(error, log));
    onAnswer(given.status);
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
