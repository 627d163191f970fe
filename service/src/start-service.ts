import type { DecodeLimits, MappingOptions } from '@spantrail/collector-exporter';
import type { Command, LineageStore, Question } from '@spantrail/graph';
import { checkAddress, nearHost, urlOf } from './address.ts';
import { admit } from './admission.ts';
import { type ServiceClock, systemClock } from './clock.ts';
import { describeError } from './error-answer.ts';
import { ServiceOptionsError } from './errors.ts';
import { expireWaiting } from './expire-waiting.ts';
import { handleRequest } from './handle-request.ts';
import { type ConnectionLimits, type HttpServer, httpServer } from './http-server.ts';
import { repairWhenIdle } from './idle-repair.ts';
import { ingestOf } from './ingest.ts';
import type { IntakeLimits } from './intake.ts';
import { type Log, logToStderr } from './log.ts';
import { MinuteReport } from './minute-report.ts';
import { redactionIn } from './redaction-file.ts';
import { isLoopback } from './request-guard.ts';
import type { Endpoint } from './router.ts';
import { routerOf } from './routes.ts';
import { removeServeFile, type ServeFile, writeServeFile } from './serve-file.ts';
import { Telemetry } from './telemetry.ts';
import { openTls, type TlsOptions, type TlsPair } from './tls-source.ts';
import { openTokens, type TokenOptions } from './token-source.ts';
import { unrepeated } from './unrepeated.ts';

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
  /** Path of a file of rules (JSON): what is taken out of spans before anything is stored. Default none. */
  readonly redact?: string;
  /** After this long without a commit the answer is 503. Default 25,000: a Collector waits 30,000. */
  readonly storeTimeoutMs?: number;
  /** Own certificate and key: the service then speaks HTTPS alone. Default none. */
  readonly tls?: TlsOptions;
  /** What a client may take of connections and time. */
  readonly limits?: ConnectionLimits & {
    /** How long an answer may go untaken. Default 60,000. */
    readonly stallTimeoutMs?: number;
  };
  /** How long `close` lets requests finish. Default 10,000. */
  readonly closeTimeoutMs?: number;
  /** What is taken in at one time; beyond it the answer is 503. Default 128 requests, 8 MiB of bodies. */
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
  const rim = { clock, log };
  const tokens = await openTokens(options.tokens ?? {}, rim);
  const { access } = tokens;
  const tls = options.tls === undefined ? null : await openTls(options.tls, rim);
  checkAddress(host, { guarded: access.guarded, encrypted: tls !== null, log });
  const report = new MinuteReport(log);
  const telemetry = new Telemetry({
    clock,
    pendingRepairs: () => options.store.pendingRepairs(),
    waitingSpans: () => options.store.upkeep.countWaiting(),
  });
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
      mapping: { ...options.mapping, ...(await redactionIn(options.redact)) },
      observe: (decoded, mapped) => {
        report.observe(decoded, mapped);
        telemetry.observe(decoded, mapped);
      },
      onSpans: (counts) => telemetry.spans(counts),
      log: unrepeated(log, clock),
    },
    telemetry,
    clock,
    log,
    isClosing,
  });
  const { allowedHosts = [], limits = {} } = options;
  const server: HttpServer = httpServer({
    limits,
    tls: tls?.pair ?? null,
    answer: (request, response) => {
      const guard = { port: server.port(), loopback: isLoopback(host), allowedHosts };
      void handleRequest(request, response, {
        answer: () =>
          router.answer(request, (asked, scope) => admit(asked, scope, { guard, access })),
        onAnswer: (status) => telemetry.answered(router.pathOf(request), status),
        isClosing,
        stallTimeoutMs: limits.stallTimeoutMs ?? 60_000,
        log,
      });
    },
    dropped: onceAMinute(clock, () =>
      log('warn', 'Connections were refused: there are too many at once.'),
    ),
  });
  await server.listen(host, port);
  const scheme = tls === null ? 'http' : 'https';
  const url = urlOf(scheme, host, server.port());
  const { database } = options;
  const serveFile = (pair: TlsPair | null): ServeFile => ({
    url: urlOf(scheme, nearHost(server.boundAddress()), server.port()),
    pid: process.pid,
    ...(pair === null ? {} : { fingerprint: pair.fingerprint }),
  });
  try {
    if (database !== undefined) await writeServeFile(database, serveFile(tls?.pair ?? null));
  } catch (cause) {
    void server.close(0);
    throw new ServiceOptionsError(
      `Cannot write beside the database ${database}, so the command line would not find the service. Make the folder writable.`,
      'database',
      { cause },
    );
  }
  const stopReport = clock.every(REPORT_MS, () => report.tell());
  const stopTokens = tokens.watch();
  const stopTls = tls?.watch((pair) => {
    server.exchange(pair);
    if (database !== undefined && !isClosing()) {
      void writeServeFile(database, serveFile(pair)).catch((error: unknown) =>
        log('error', 'The command line cannot be told of the new certificate.', {
          error: describeError(error),
        }),
      );
    }
  });
  const endRepairs = repairWhenIdle(options.store, clock);
  const endExpiry = expireWaiting({
    store: options.store,
    clock,
    log,
    onGivenUp: (spans) => telemetry.givenUp(spans),
  });

  const close = async (): Promise<void> => {
    stopReport();
    stopTokens();
    stopTls?.();
    if (database !== undefined) await removeServeFile(database, process.pid);
    await server.close(options.closeTimeoutMs ?? 10_000);
    ingest.commits.giveUpWaiting();
    await Promise.all([endRepairs(), endExpiry()]);
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

function onceAMinute(clock: ServiceClock, task: () => void): () => void {
  let last: bigint | null = null;
  return () => {
    const now = clock.now();
    if (last !== null && now - last < 60_000_000n) return;
    last = now;
    task();
  };
}
