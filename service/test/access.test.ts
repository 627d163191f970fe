import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { parseTokens } from '../src/access.ts';
import type { Service } from '../src/index.ts';
import { PROTOBUF_TYPE, protobufBody } from './otlp-bodies.ts';
import { ask, jsonOf, ManualClock, start } from './running-service.ts';
import { ScriptedStore } from './scripted-store.ts';

const OLD = 'old-token-of-16-characters';
const NEW = 'new-token-of-16-characters';

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

describe('a list of tokens', () => {
  it('has a scope and a token a line, comments and empty lines', () => {
    const tokens = parseTokens(`\uFEFF# ours\r\nread ${OLD}\r\n\n  admin\t${NEW}  \n`, 'the file');

    expect(tokens.map(({ scope }) => scope)).toEqual(['read', 'admin']);
  });

  it.each([
    ['a weak token', `read ${OLD}\ningest short-secret`, /line 2: .*shorter than 16/],
    ['an unknown scope', `reader ${OLD}`, /line 1: .*"ingest TOKEN"/],
    ['scope and token the wrong way about', `${OLD} read`, /line 1/],
    ['a third word', `read ${OLD} # mine`, /line 1/],
    ['a character that no header carries', `read ${OLD}é`, /line 1: .*letters, digits/],
    ['nothing', '# nothing yet\n', /no token/],
  ])('with %s is refused by a message without any token', (_case, text, message) => {
    const refusal = expect.objectContaining({
      code: 'SERVICE_OPTIONS',
      option: 'tokens',
      message: expect.stringMatching(message),
    });

    expect(() => parseTokens(text, 'the file')).toThrow(refusal);
    expect(() => parseTokens(text, 'the file')).not.toThrow(/old-token|short-secret/);
  });
});

describe('a service with tokens', () => {
  it('takes the word Bearer in any case, and several tokens at once', async () => {
    const service = await start({ tokens: { text: `read ${OLD}\nread ${NEW}` } });

    const statusOf = async (authorization: string) =>
      (await ask(service, '/nowhere', { headers: { authorization } })).status;

    // 404: it was let in, and there is nothing at the path.
    expect(await statusOf(`Bearer ${OLD}`)).toBe(404);
    expect(await statusOf(`bearer ${NEW}`)).toBe(404);
    expect(await statusOf(NEW)).toBe(401);
    expect(await statusOf(`Basic ${NEW}`)).toBe(401);
    expect(await statusOf(`Bearer ${NEW}x`)).toBe(401);
    expect(await statusOf(`Bearer ${NEW}, Bearer ${NEW}`)).toBe(401);
  });

  it('tells a sender of spans what is wrong as google.rpc.Status, in its encoding', async () => {
    const store = new ScriptedStore();
    const service = await start({ store, tokens: { text: `ingest ${NEW}\nread ${OLD}` } });
    const send = (headers: Readonly<Record<string, string>>) =>
      ask(service, '/v1/traces', {
        method: 'POST',
        headers: { ...PROTOBUF_TYPE, ...headers },
        body: protobufBody(),
      });

    const none = await send({});
    const scope = await send(bearer(OLD));
    const json = await send({ 'content-type': 'application/json' });
    const good = await send(bearer(NEW));

    expect(none).toMatchObject({ status: 401, headers: PROTOBUF_TYPE });
    expect([...none.body.subarray(0, 2)]).toEqual([8, 16]);
    expect(none.headers['www-authenticate']).toBe('Bearer realm="spantrail"');
    expect(scope).toMatchObject({ status: 403, headers: PROTOBUF_TYPE });
    expect([...scope.body.subarray(0, 2)]).toEqual([8, 7]);
    expect(scope.headers['www-authenticate']).toContain('scope="ingest"');
    expect(jsonOf(json)).toEqual({ code: 16, message: expect.stringContaining('Bearer TOKEN') });
    expect(good.status).toBe(200);
    expect(store.written).toHaveLength(1);
  });

  it('says on an open route that it is there, and refuses everything else by default', async () => {
    const service = await start({ tokens: { text: `admin ${NEW}` } });

    expect((await ask(service, '/healthz')).status).toBe(200);
    expect((await ask(service, '/readyz')).status).toBe(200);
    expect((await ask(service, '/v1/trace')).status).toBe(401);
    expect((await ask(service, '/healthz', { method: 'POST' })).status).toBe(401);
  });

  it('logs no token, whatever is sent', async () => {
    const lines: string[] = [];
    const log = (...words: readonly unknown[]) => lines.push(JSON.stringify(words));
    const service = await start({ log, tokens: { text: `admin ${NEW}` } });

    const replies = [
      await ask(service, '/api/trace', { headers: bearer(OLD) }),
      await ask(service, '/api/trace', { headers: bearer(NEW) }),
      await ask(service, `/api/${NEW}`, { headers: bearer(NEW) }),
    ];

    expect(lines.join()).not.toMatch(/old-token|new-token/);
    for (const { body } of replies) expect(body.toString()).not.toMatch(/old-token|new-token/);
  });
});

describe('an address that is not loopback', () => {
  const listen = { host: '0.0.0.0', port: 0 };

  it('is refused without tokens', async () => {
    await expect(start({ listen })).rejects.toMatchObject({
      code: 'SERVICE_OPTIONS',
      option: 'listen',
      message: expect.stringContaining('--tokens'),
    });
  });

  it('is listened on with tokens, under any name, with a warning when there is no TLS', async () => {
    const lines: string[] = [];
    const log = (level: string, message: string) => lines.push(`${level} ${message}`);
    const service = await start({ listen, log, tokens: { text: `read ${NEW}` } });
    const near = { ...service, url: service.url.replace('0.0.0.0', '127.0.0.1') };

    const headers = { host: 'spantrail.lineage.svc', ...bearer(NEW) };
    const foreign = { ...headers, origin: 'https://evil.example' };

    expect((await ask(near, '/healthz', { headers: { host: '10.1.2.3:4319' } })).status).toBe(200);
    expect((await ask(near, '/nowhere', { headers })).status).toBe(404);
    expect((await ask(near, '/nowhere', { headers: foreign })).status).toBe(403);
    expect(lines).toEqual([expect.stringMatching(/^warn Listening on 0\.0\.0\.0 without TLS/)]);
  });

  it('answers listed names alone, when there are any', async () => {
    const tokens = { text: `read ${NEW}` };
    const service = await start({ listen, tokens, allowedHosts: ['lineage.internal'] });
    const near = { ...service, url: service.url.replace('0.0.0.0', '127.0.0.1') };

    const statusOf = async (host: string) =>
      (await ask(near, '/healthz', { headers: { host } })).status;

    expect(await statusOf('lineage.internal')).toBe(200);
    expect(await statusOf('10.1.2.3')).toBe(403);
  });
});

describe('a file of tokens', () => {
  let folder: string;
  let file: string;
  let lines: string[];
  let clock: ManualClock;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'spantrail-tokens-'));
    file = join(folder, 'tokens');
    lines = [];
    clock = new ManualClock();
    await writeFile(file, `read ${OLD}\n`);
  });

  afterEach(() => rm(folder, { recursive: true }));

  const log = (level: string, message: string) => lines.push(`${level} ${message}`);

  const isTaken = async (service: Service, token: string) =>
    (await ask(service, '/nowhere', { headers: bearer(token) })).status === 404;

  async function until(line: RegExp): Promise<void> {
    for (let tries = 0; tries < 200 && !lines.some((said) => line.test(said)); tries += 1) {
      clock.minutePasses();
      await sleep(5);
    }
    expect(lines).toContainEqual(expect.stringMatching(line));
  }

  it('is read again when another one is put in its place; one that is bad changes nothing', async () => {
    const service = await start({ clock, log, tokens: { file } });
    expect([await isTaken(service, OLD), await isTaken(service, NEW)]).toEqual([true, false]);

    await writeFile(`${file}.new`, `read ${OLD}\nread ${NEW}\n`);
    await rename(`${file}.new`, file);
    await until(/info The tokens were read again/);
    expect([await isTaken(service, OLD), await isTaken(service, NEW)]).toEqual([true, true]);

    await writeFile(file, 'read weak-one\n');
    await until(/error The tokens .*old ones stay.*line 1/);
    expect([await isTaken(service, OLD), await isTaken(service, NEW)]).toEqual([true, true]);
    expect(lines.join()).not.toContain('weak-one');

    await rm(file);
    await until(/error The tokens .*old ones stay.*ENOENT/);
    expect([await isTaken(service, OLD), await isTaken(service, NEW)]).toEqual([true, true]);

    await writeFile(file, `read ${NEW}\n`);
    lines.length = 0;
    await until(/info The tokens were read again/);
    expect([await isTaken(service, OLD), await isTaken(service, NEW)]).toEqual([false, true]);
  });

  it('adds to the tokens of the environment', async () => {
    const service = await start({ clock, log, tokens: { file, text: `ingest ${NEW}` } });

    expect([await isTaken(service, OLD), await isTaken(service, NEW)]).toEqual([true, true]);
  });

  it('that is not there stops the service', async () => {
    await expect(start({ tokens: { file: join(folder, 'none') } })).rejects.toMatchObject({
      code: 'SERVICE_OPTIONS',
      option: 'tokens',
      message: expect.stringContaining('ENOENT'),
    });
  });
});
