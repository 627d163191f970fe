/**
 * Stands between a Collector and the service, and writes down which spans went by. It keeps one address while the service
 * dies and comes back at another, and now and then loses an answer on its way back, as networks do.
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';
import { decodeTraceRequest } from '@spantrail/collector-exporter';

export interface RecordingProxyOptions {
  /** Base URL of the service, asked for with every request. */
  readonly target: () => string;
  /** Whether the next answer 200 is lost. */
  readonly loses: () => boolean;
}

interface Reply {
  readonly status: number;
  readonly message: IncomingMessage;
  readonly body: Buffer;
}

export class RecordingProxy {
  readonly counts = {
    requests: 0,
    /** Answers 200 that never reached the Collector. */
    lost: 0,
    /** Requests that the service did not answer: it was away, or died over them. */
    broken: 0,
    spans: 0,
    /** Spans that had been handed to the service before, answered or not. */
    spansAgain: 0,
    /** Of these, spans whose commit the service had acknowledged. */
    spansAgainAfterCommit: 0,
  };
  /** Answers by status. */
  readonly statuses: Map<number, number> = new Map();
  /** Spans that the service has acknowledged, by `spanKey`. */
  readonly stored: Set<string> = new Set();
  readonly #received = new Set<string>();
  readonly #options: RecordingProxyOptions;
  readonly #server: Server;

  private constructor(options: RecordingProxyOptions) {
    this.#options = options;
    this.#server = createServer((incoming, outgoing) => {
      void this.#pass(incoming).then((reply) => {
        if (reply === null) outgoing.destroy();
        else outgoing.writeHead(reply.status, reply.message.headers).end(reply.body);
      });
    });
  }

  static async start(options: RecordingProxyOptions): Promise<RecordingProxy> {
    const proxy = new RecordingProxy(options);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  /** Null when the sender is to hear nothing. */
  async #pass(incoming: IncomingMessage): Promise<Reply | null> {
    this.counts.requests += 1;
    const body = await bodyOf(incoming).catch(() => null);
    if (body === null) return null;
    const keys = spanKeysOf(incoming, body);
    this.#receive(keys);
    const reply = await this.#forward(incoming, body).catch(() => null);
    if (reply === null) {
      this.counts.broken += 1;
      return null;
    }
    this.statuses.set(reply.status, (this.statuses.get(reply.status) ?? 0) + 1);
    if (reply.status !== 200) return reply;
    for (const key of keys) this.stored.add(key);
    if (!this.#options.loses()) return reply;
    this.counts.lost += 1;
    return null;
  }

  #receive(keys: readonly string[]): void {
    for (const key of keys) {
      this.counts.spans += 1;
      if (this.#received.has(key)) this.counts.spansAgain += 1;
      if (this.stored.has(key)) this.counts.spansAgainAfterCommit += 1;
      this.#received.add(key);
    }
  }

  async #forward({ url, method, headers }: IncomingMessage, body: Buffer): Promise<Reply> {
    const target = new URL(url ?? '/', this.#options.target());
    const sent = request(target, {
      ...(method === undefined ? {} : { method }),
      headers: { ...headers, host: target.host },
      agent: false,
    });
    sent.end(body);
    const [message] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: message.statusCode ?? 0, message, body: await bodyOf(message) };
  }
}

export function spanKey({ traceId, spanId }: { traceId: string; spanId: string }): string {
  return `${traceId}:${spanId}`;
}

function spanKeysOf({ headers }: IncomingMessage, body: Buffer): readonly string[] {
  const plain = headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body;
  const encoding = headers['content-type'] === 'application/json' ? 'json' : 'protobuf';
  return decodeTraceRequest(plain, encoding).spans.map(spanKey);
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of message) parts.push(part as Buffer);
  return Buffer.concat(parts);
}
