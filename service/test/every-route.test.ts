/**
 * Every route of the router, as the running service lists them, on a real store that tells whether it was
 * touched: so that no new route can be forgotten, and none reads or writes for whoever may not.
 */
import { beforeAll, describe, expect, it } from '@jest/globals';
import { commands, exportLines, type LineageStore, openLineage, questions } from '@spantrail/graph';
import type { Service, ServiceRoute } from '../src/index.ts';
import { jsonBody, RUN } from './otlp-bodies.ts';
import { type Asked, ask, ManualClock, start } from './running-service.ts';

const TOKENS = {
  ingest: 'ingest-token-of-this-test',
  read: 'read-token-of-this-test',
  admin: 'admin-token-of-this-test',
} as const;

const text = Object.entries(TOKENS)
  .map(([scope, token]) => `${scope} ${token}`)
  .join('\n');

let exported: string;

beforeAll(async () => {
  const store = await openLineage({ store: 'memory:' });
  exported = '';
  for await (const lines of exportLines(store, 0n)) exported += lines;
});

interface Watched {
  readonly service: Service;
  /** The members of the store that were used since it was last emptied. */
  readonly touched: string[];
}

async function started(): Promise<Watched> {
  const touched: string[] = [];
  const memory = await openLineage({ store: 'memory:' });
  const store = new Proxy(memory, {
    get: (target, name) => {
      touched.push(String(name));
      const member: unknown = Reflect.get(target, name, target);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  }) as LineageStore;
  const service = await start({
    lineage: store,
    questions,
    commands,
    tokens: { text },
    clock: new ManualClock(),
  });
  return { service, touched };
}

/** A request that the route does something for, when it is let in. */
function requestFor({ method, path }: ServiceRoute): { path: string; asked: Asked } {
  const name = path.slice('/api/'.length);
  const values = parametersOf(name);
  if (method === 'GET') {
    const query = new URLSearchParams([...values]);
    return { path: `${path}?${query.toString()}`, asked: {} };
  }
  if (path === '/v1/traces') return { path, asked: post('application/json', jsonBody(RUN)) };
  if (path === '/api/import') return { path, asked: post('application/x-ndjson', exported) };
  if (path === '/api/flags') values.set('pointer', 'a').set('value', 'true');
  return { path, asked: post('application/json', JSON.stringify(Object.fromEntries(values))) };
}

function post(type: string, body: string): Asked {
  return { method: 'POST', headers: { 'content-type': type }, body };
}

function parametersOf(name: string): Map<string, string> {
  const asked = [...questions, ...commands].find((question) => question.name === name);
  const required = (asked?.parameters ?? []).filter((parameter) => parameter.required);
  const values = new Map(required.map((parameter) => [parameter.name, sampleOf(parameter.type)]));
  if (name === 'sla') values.set('at-least', '1');
  if (name === 'query') values.set('name', 'components');
  if (name === 'slice') values.set('slice', 'country=de');
  if (name === 'retain') values.set('keep', '90d');
  if (['flag', 'unflag'].includes(name)) values.set('pointer', 'a');
  if (name === 'forget') values.set('subject', 'a');
  return values;
}

function sampleOf(type: string): string {
  return type === 'string' || type === 'list' ? 'a' : '1';
}

function send(service: Service, route: ServiceRoute, token: string | null) {
  const { path, asked } = requestFor(route);
  const authorization = token === null ? {} : { authorization: `Bearer ${token}` };
  return ask(service, path, { ...asked, headers: { ...asked.headers, ...authorization } });
}

/** Tokens that are good, but not for this. */
function wrongScopes({ scope }: ServiceRoute): readonly string[] {
  if (scope === 'ingest') return [TOKENS.read];
  if (scope === 'read') return [TOKENS.ingest];
  return [TOKENS.ingest, TOKENS.read];
}

describe('every route', () => {
  it('is closed to whoever has no token, a wrong one, or one of another scope: nothing is read or written', async () => {
    const { service, touched } = await started();
    const closed = service.routes.filter(({ scope }) => scope !== 'open');
    touched.length = 0;

    for (const route of closed) {
      const named = `${route.method} ${route.path}`;
      const none = await send(service, route, null);
      const wrong = await send(service, route, 'a-token-that-nobody-gave-out');
      expect([named, none.status, wrong.status]).toEqual([named, 401, 401]);
      expect(none.headers['www-authenticate']).toMatch(/^Bearer /);
      for (const token of wrongScopes(route)) {
        const reply = await send(service, route, token);
        expect([named, token, reply.status]).toEqual([named, token, 403]);
      }
    }

    expect(closed.length).toBeGreaterThan(40);
    expect(touched).toEqual([]);
  });

  it('is opened by its own scope and by admin, and then does reach the store', async () => {
    const { service, touched } = await started();
    const idle: string[] = [];

    for (const route of service.routes) {
      if (route.scope === 'open') continue;
      for (const token of [TOKENS[route.scope], TOKENS.admin]) {
        touched.length = 0;
        const { status } = await send(service, route, token);
        expect([route.path, [401, 403].includes(status)]).toEqual([route.path, false]);
      }
      if (touched.length === 0) idle.push(`${route.method} ${route.path}`);
    }

    // Signals that are not taken, and the published questions, which are no part of a store.
    expect(idle).toEqual([
      'POST /v1/metrics',
      'POST /v1/logs',
      'GET /api/queries',
      'POST /api/queries',
    ]);
  });

  it('that is open says nothing but its state', async () => {
    const { service } = await started();
    const open = service.routes.filter(({ scope }) => scope === 'open');

    const bodies = await Promise.all(
      open.map(async ({ path }) => [path, (await ask(service, path)).body.toString()]),
    );

    expect(bodies).toEqual([
      ['/healthz', '{"status":"ok"}\n'],
      ['/readyz', '{"status":"ok"}\n'],
    ]);
  });

  it('answers with the same headers against browsers, and with none for other origins', async () => {
    const { service } = await started();
    const requests = service.routes.flatMap((route) =>
      [null, TOKENS.admin].map((token) => () => send(service, route, token)),
    );
    const preflight = { origin: service.url, 'access-control-request-method': 'POST' };
    requests.push(
      () => ask(service, '/nowhere'),
      () => ask(service, '/v1/traces', { method: 'OPTIONS', headers: preflight }),
      () => ask(service, '/healthz', { headers: { host: 'evil.example' } }),
    );

    for (const request of requests) {
      const { headers } = await request();
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'cache-control': 'no-store',
        'referrer-policy': 'no-referrer',
        'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
      });
      expect(Object.keys(headers).filter((name) => name.startsWith('access-control'))).toEqual([]);
    }
  });
});

describe('what a scope does not show', () => {
  it('keeps the nearest names from a token that may only write', async () => {
    const { service } = await started();
    await ask(service, '/v1/traces', {
      ...post('application/json', jsonBody(RUN)),
      headers: { 'content-type': 'application/json', authorization: `Bearer ${TOKENS.ingest}` },
    });
    const note = (token: string) =>
      ask(service, '/api/note', {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ run: `${'a'.repeat(32)}:0000000000000002`, text: 'hm' }),
      });

    const sender = await note(TOKENS.ingest);
    const admin = await note(TOKENS.admin);

    expect([sender.status, admin.status]).toEqual([404, 404]);
    expect(admin.body.toString()).toContain('nearest');
    expect(sender.body.toString()).not.toContain('nearest');
    expect(sender.body.toString()).not.toContain('aaaa');
  });
});
