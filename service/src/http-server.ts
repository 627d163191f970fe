/**
 * Node's own HTTP server, held to bounds: a client that is slow on purpose, silent, or one of too many
 * holds nothing for long.
 */
import {
  createServer,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { SECURITY_HEADERS } from './answer.ts';
import { ServiceOptionsError } from './errors.ts';
import type { TlsPair } from './tls-source.ts';

/** What a client may take of the server. */
export interface ConnectionLimits {
  /** Connections at once; more are closed as they come. Default 2,000. */
  readonly connectionsMax?: number;
  /** From a request's first byte, or a connection's begin, to the end of its head. Default 10,000. */
  readonly headersTimeoutMs?: number;
  /** To the end of its body. Default 60,000: a Collector gives up after 30,000. */
  readonly requestTimeoutMs?: number;
}

export interface HttpServerOptions {
  readonly limits: ConnectionLimits;
  readonly tls: TlsPair | null;
  readonly answer: (request: IncomingMessage, response: ServerResponse) => void;
  /** Told when a connection was one too many. */
  readonly dropped: () => void;
}

export interface HttpServer {
  /** 0 before it listens. */
  port(): number;
  /** The numbers behind a name that was listened on; '' before. */
  boundAddress(): string;
  /** @throws ServiceOptionsError when the system refuses the address. */
  listen(host: string, port: number): Promise<void>;
  /** For connections to come. */
  exchange(tls: TlsPair): void;
  /** Takes no more, and ends what is left after `timeoutMs`. */
  close(timeoutMs: number): Promise<void>;
}

/** The Collector keeps idle connections for 90 s; closing first would make it send spans twice. */
const KEEP_ALIVE_MS = 100_000;

/** Of all headers of a request. */
const HEADER_BYTES_MAX = 16_384;

export function httpServer({ limits, tls, answer, dropped }: HttpServerOptions): HttpServer {
  const { connectionsMax = 2_000, headersTimeoutMs = 10_000, requestTimeoutMs = 60_000 } = limits;
  const bounds: ServerOptions = {
    maxHeaderSize: HEADER_BYTES_MAX,
    headersTimeout: headersTimeoutMs,
    requestTimeout: Math.max(requestTimeoutMs, headersTimeoutMs),
    keepAliveTimeout: KEEP_ALIVE_MS,
    // Node looks each 30 s by itself, and would let a slow client stay for as long.
    connectionsCheckingInterval: Math.min(1_000, Math.ceil(headersTimeoutMs / 4)),
  };
  // Requests of a connection that are not yet answered.
  const unanswered = new WeakMap<Duplex, number>();
  const counted = (request: IncomingMessage, response: ServerResponse): void => {
    const { socket } = request;
    unanswered.set(socket, (unanswered.get(socket) ?? 0) + 1);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    answer(request, response);
  };
  const server =
    tls === null
      ? createServer(bounds, counted)
      : createTlsServer({ ...bounds, ...tls.context, handshakeTimeout: headersTimeoutMs }, counted);
  const connections = new Set<Duplex>();
  server.on(tls === null ? 'connection' : 'secureConnection', (socket: Duplex) => {
    connections.add(socket);
    socket.once('close', () => connections.delete(socket));
  });
  server.maxConnections = connectionsMax;
  server.on('drop', dropped);
  server.on('clientError', (error, socket) => {
    // An answer in the middle of another one would be taken for a part of it.
    if ((unanswered.get(socket) ?? 0) > 0) socket.destroy();
    else refuseUnreadable(error, socket);
  });
  return {
    port: () => (server.address() as AddressInfo | null)?.port ?? 0,
    boundAddress: () => (server.address() as AddressInfo | null)?.address ?? '',
    listen: (host, port) => listen(server, host, port),
    exchange: ({ context }) => {
      if ('setSecureContext' in server) server.setSecureContext(context);
    },
    close: (timeoutMs) => {
      const closed = close(server, timeoutMs);
      // Node would wait for those that have not said anything yet.
      for (const socket of connections) if ((unanswered.get(socket) ?? 0) === 0) socket.destroy();
      return closed;
    },
  };
}

/**
 * What is no HTTP is told so; whoever was too slow is cut without a word: 408 would make a Collector drop
 * its data, after a cut it sends them again.
 */
function refuseUnreadable(error: Error, socket: Duplex): void {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('HPE_') || !socket.writable) {
    socket.destroy();
    return;
  }
  const status =
    code === 'HPE_HEADER_OVERFLOW' ? '431 Request Header Fields Too Large' : '400 Bad Request';
  const lines = Object.entries({ ...SECURITY_HEADERS, connection: 'close', 'content-length': 0 });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${status}\r\n${head}\r\n`, () => socket.destroy());
}

function listen(server: Server | TlsServer, host: string, port: number): Promise<void> {
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

function close(server: Server | TlsServer, timeoutMs: number): Promise<void> {
  return new Promise((resolve) => {
    const bound = setTimeout(() => server.closeAllConnections(), timeoutMs);
    server.close(() => {
      clearTimeout(bound);
      resolve();
    });
    server.closeIdleConnections();
  });
}
