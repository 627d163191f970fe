/** Starts services for tests on free loopback ports, and asks them over real HTTP. */

import { request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { afterEach } from '@jest/globals';
import type { LineageStore } from '@spantrail/graph';
import type { Service, ServiceClock, ServiceOptions } from '../src/index.ts';
import { startService } from '../src/index.ts';
import { ScriptedStore } from './scripted-store.ts';

const running: Service[] = [];

afterEach(async () => {
  await Promise.all(running.splice(0).map((service) => service.close()));
});

export interface TestOptions extends Partial<Omit<ServiceOptions, 'store'>> {
  readonly store?: ScriptedStore;
  /** A whole store, for tests that ask questions. */
  readonly lineage?: LineageStore;
}

export async function start({ store, lineage, ...options }: TestOptions = {}): Promise<Service> {
  const service = await startService({
    store: lineage ?? (store ?? new ScriptedStore()).asStore(),
    listen: { port: 0 },
    questions: [],
    commands: [],
    log: () => undefined,
    ...options,
  });
  running.push(service);
  return service;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
  /** Of a service with TLS: the certificate to trust. */
  readonly ca?: string;
}

/** Unlike `fetch`, this can send any Host header. */
export function ask(service: Service, path: string, asked: Asked = {}): Promise<Reply> {
  const { method = 'GET', headers = {}, body, ca } = asked;
  const by = service.url.startsWith('https:') ? tlsRequest : request;
  const options = { method, headers, agent: false, ...(ca === undefined ? {} : { ca }) } as const;
  return new Promise((resolve, reject) => {
    const sent = by(service.url + path, options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export function jsonOf(reply: Reply): unknown {
  return JSON.parse(reply.body.toString());
}

/** A clock whose minutes pass when the test says so. */
export class ManualClock implements ServiceClock {
  readonly #tasks = new Set<() => void>();
  micros = 1_700_000_000_000_000n;

  now(): bigint {
    return this.micros;
  }

  every(_ms: number, task: () => void): () => void {
    this.#tasks.add(task);
    return () => this.#tasks.delete(task);
  }

  minutePasses(): void {
    this.micros += 60_000_000n;
    for (const task of this.#tasks) task();
  }
}
