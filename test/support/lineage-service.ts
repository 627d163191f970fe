/** The service in this process, over a real store and real HTTP. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type LineageStore, openLineage } from '@spantrail/graph';
import { startService } from '@spantrail/service';
import { type RunSpan, traceRequest } from './otlp-json.ts';

export interface LineageService extends AsyncDisposable {
  readonly url: string;
  readonly store: LineageStore;
  /** One request with these runs. @throws Error when it is not acknowledged whole. */
  send(...runs: readonly RunSpan[]): Promise<void>;
  /** `GET /api/<question>`: the status, and the answer. */
  get<Answer>(question: string, parameters: Parameters): Promise<Reply<Answer>>;
  /** The answer to a question. @throws Error when the status is not 200. */
  ask<Answer>(question: string, parameters: Parameters): Promise<Answer>;
  /** `POST /api/<command>`. @throws Error when the status is not 200. */
  tell(command: string, parameters: object): Promise<void>;
  close(): Promise<void>;
}

type Parameters = Readonly<Record<string, string | number>>;

export interface Reply<Answer> {
  readonly status: number;
  readonly answer: Answer;
}

/** @param kind a `memory:` store, or a `file:` store in a folder of its own that goes with the service. */
export async function startLineageService(kind: 'memory' | 'file'): Promise<LineageService> {
  const folder = await mkdtemp(join(tmpdir(), 'spantrail-test-'));
  const place = kind === 'memory' ? 'memory:' : `file:${join(folder, 'lineage.db')}`;
  const store = await openLineage({ store: place });
  const service = await startService({ store, listen: { port: 0 }, log: () => undefined });

  async function get<Answer>(question: string, parameters: Parameters): Promise<Reply<Answer>> {
    const query = new URLSearchParams(
      Object.entries(parameters).map(([name, value]) => [name, `${value}`]),
    );
    const response = await fetch(`${service.url}/api/${question}?${query}`);
    return { status: response.status, answer: (await response.json()) as Answer };
  }

  async function post(path: string, body: string): Promise<string> {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(service.url + path, { method: 'POST', headers, body });
    const text = await response.text();
    if (response.status !== 200) throw new Error(`${path}: ${response.status} ${text}`);
    return text;
  }

  async function close(): Promise<void> {
    await service.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }

  return {
    url: service.url,
    store,
    get,
    send: async (...runs) => {
      const answer = await post('/v1/traces', traceRequest(runs));
      if (answer !== '{}') throw new Error(`Some spans were refused: ${answer}`);
    },
    ask: async <Answer>(question: string, parameters: Parameters) => {
      const reply = await get<Answer>(question, parameters);
      if (reply.status !== 200) throw new Error(`${question}: ${JSON.stringify(reply)}`);
      return reply.answer;
    },
    tell: async (command, parameters) => {
      await post(`/api/${command}`, JSON.stringify(parameters));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
