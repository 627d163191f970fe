import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect as connectInClear } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ConnectionOptions, connect } from 'node:tls';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { readServeFile, type Service } from '../src/index.ts';
import { type CertificateFiles, makeCertificate, textOf } from './certificates.ts';
import { PROTOBUF_TYPE, protobufBody } from './otlp-bodies.ts';
import { ask, ManualClock, start } from './running-service.ts';
import { ScriptedStore } from './scripted-store.ts';

let folder: string;
let first: CertificateFiles;
let second: CertificateFiles;
/** What the service is given: copies of one of them. */
let tls: CertificateFiles;
let clock: ManualClock;
let lines: string[];

const log = (level: string, message: string) => lines.push(`${level} ${message}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-tls-'));
  first = makeCertificate(folder, 'first');
  second = makeCertificate(folder, 'second');
});

afterAll(() => rm(folder, { recursive: true }));

beforeEach(async () => {
  clock = new ManualClock();
  lines = [];
  tls = { cert: join(folder, 'tls.crt'), key: join(folder, 'tls.key') };
  await exchange(first);
});

async function exchange({ cert, key }: CertificateFiles): Promise<void> {
  await copyFile(key, tls.key);
  await copyFile(cert, tls.cert);
}

async function until(line: RegExp): Promise<void> {
  for (let tries = 0; tries < 200 && !lines.some((said) => line.test(said)); tries += 1) {
    clock.minutePasses();
    await sleep(5);
  }
  expect(lines).toContainEqual(expect.stringMatching(line));
}

const fingerprintOf = (file: string) => new X509Certificate(textOf(file)).fingerprint256;

/** What a new connection is shown, and how it is encrypted; the error's code when it is refused. */
async function shown(service: Service, options: ConnectionOptions = {}): Promise<string> {
  const port = Number(new URL(service.url).port);
  const socket = connect({ host: '127.0.0.1', port, rejectUnauthorized: false, ...options });
  try {
    await once(socket, 'secureConnect');
    return `${socket.getProtocol()} ${socket.getPeerCertificate().fingerprint256}`;
  } catch (error) {
    return String((error as { code?: string }).code);
  } finally {
    socket.destroy();
  }
}

describe('a service with a certificate', () => {
  it('takes spans over TLS from whoever trusts it, and nothing in clear', async () => {
    const store = new ScriptedStore();
    const service = await start({ store, tls });
    const sent = { method: 'POST', headers: PROTOBUF_TYPE, body: protobufBody() };

    const trusted = await ask(service, '/v1/traces', { ...sent, ca: textOf(tls.cert) });
    const distrusted = ask(service, '/v1/traces', sent);
    const inClear = ask({ ...service, url: service.url.replace('https', 'http') }, '/healthz');

    expect(service.url).toMatch(/^https:\/\/127\.0\.0\.1:\d+$/);
    expect(trusted.status).toBe(200);
    await expect(distrusted).rejects.toMatchObject({ code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    await expect(inClear).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(store.written).toHaveLength(1);
  });

  it('speaks TLS 1.2 and 1.3, and nothing older', async () => {
    const service = await start({ tls });
    const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' } as const;

    expect(await shown(service)).toMatch(/^TLSv1\.3 /);
    expect(await shown(service, { maxVersion: 'TLSv1.2' })).toMatch(/^TLSv1\.2 /);
    // So old a client must be allowed to try at all.
    const refused = await shown(service, { ...old, ciphers: 'DEFAULT:@SECLEVEL=0' });
    expect(refused).toMatch(/PROTOCOL_VERSION/);
  });

  it('shows a new certificate to new connections; a bad one changes nothing and is told', async () => {
    const database = join(folder, 'lineage.db');
    const service = await start({ tls, clock, log, database });
    const before = await shown(service);

    await writeFile(tls.cert, textOf(second.cert));
    await until(/error The certificate .*old ones stay.*key is not the one/);
    const whileBad = await shown(service);

    await exchange(second);
    await until(/info The certificate .* in use/);
    const after = await shown(service);

    expect(before).toBe(`TLSv1.3 ${fingerprintOf(first.cert)}`);
    expect(whileBad).toBe(before);
    expect(after).toBe(`TLSv1.3 ${fingerprintOf(second.cert)}`);
    expect(await shown(service, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1' })).not.toMatch(
      /^TLS/,
    );
    for (let tries = 0; tries < 100; tries += 1) {
      if ((await readServeFile(database))?.fingerprint === fingerprintOf(second.cert)) break;
      await sleep(5);
    }
    expect(await readServeFile(database)).toMatchObject({
      url: service.url,
      fingerprint: fingerprintOf(second.cert),
    });
  });

  it('does not wait for a client that begins no handshake', async () => {
    const service = await start({ tls, limits: { headersTimeoutMs: 300 } });
    const begin = performance.now();
    const socket = connectInClear(Number(new URL(service.url).port), '127.0.0.1');

    await once(socket.resume(), 'close');

    expect(performance.now() - begin).toBeLessThan(2_000);
  });

  it('that has expired is used and told', async () => {
    clock.micros = BigInt(Date.now() + 3 * 86_400_000) * 1_000n;
    await start({ tls, clock, log });

    expect(lines).toEqual([expect.stringMatching(/^warn The certificate has expired/)]);
  });

  it.each([
    ['a key of another certificate', () => ({ cert: first.cert, key: second.key })],
    ['a key that is none', () => ({ cert: first.cert, key: first.cert })],
    ['a certificate that is none', () => ({ cert: first.key, key: first.key })],
    ['a file that is not there', () => ({ cert: join(folder, 'none'), key: first.key })],
  ])('is refused with %s, by a message without the key', async (_case, files) => {
    const refused = await start({ tls: files() }).catch((error: unknown) => error);

    expect(refused).toMatchObject({ code: 'SERVICE_OPTIONS', option: 'tls' });
    const [, secret = ''] = textOf(first.key).split('\n');
    expect(secret.length).toBeGreaterThan(20);
    expect(String(refused)).not.toContain(secret);
  });

  it('listens on every address without a warning, and is known by one of this machine', async () => {
    const database = join(folder, 'open.db');
    const service = await start({
      tls,
      log,
      database,
      listen: { host: '0.0.0.0', port: 0 },
      tokens: { text: 'read a-token-of-16-characters' },
    });

    expect(lines).toEqual([]);
    expect(service.url).toMatch(/^https:\/\/0\.0\.0\.0:/);
    expect((await readServeFile(database))?.url).toMatch(/^https:\/\/127\.0\.0\.1:/);
  });
});
