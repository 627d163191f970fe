import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  describeNeo4j,
  type Neo4jServer,
  neo4jOfOwn,
  startNeo4j,
} from '@spantrail/neo4j-for-tests';
import neo4j from 'neo4j-driver';
import { type Environment, neo4jConnection } from '../src/engines/neo4j-connection.ts';
import { authTokenManager } from '../src/engines/neo4j-credentials.ts';
import { openNeo4jEngine, versionRefusal } from '../src/engines/neo4j-engine.ts';
import { query } from '../src/engines/query-files.ts';
import { openLineage, withoutPassword } from '../src/open-lineage.ts';

const password = 'correct horse/battery@staple';
const folder = mkdtempSync(join(tmpdir(), 'spantrail-connection-'));
const meta = query('meta');

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the address of a Neo4j', () => {
  test('gives up user, password and database, and keeps the rest', () => {
    const connection = neo4jConnection(
      'neo4j+s://ada:p%40ss@db.example:7688?database=lineage&policy=eu',
      {},
      {},
    );

    expect(connection).toMatchObject({
      uri: 'neo4j+s://db.example:7688?policy=eu',
      database: 'lineage',
      credentials: { kind: 'password', user: 'ada' },
    });
    expect(connection.credentials.secret()).toBe('p@ss');
  });

  test('yields to options, and wins over the environment', () => {
    const environment = {
      SPANTRAIL_NEO4J_USER: 'env',
      SPANTRAIL_NEO4J_PASSWORD: 'env-secret',
      SPANTRAIL_NEO4J_DATABASE: 'env-database',
      SPANTRAIL_NEO4J_POOL_SIZE_MAX: '7',
    };
    const at = (store: string, options = {}) => neo4jConnection(store, options, environment);

    expect(at('bolt://h:1')).toMatchObject({ database: 'env-database', poolSizeMax: 7 });
    expect(at('bolt://h:1').credentials).toMatchObject({ user: 'env' });
    expect(at('bolt://u:s@h:1?database=d')).toMatchObject({ uri: 'bolt://h:1', database: 'd' });
    expect(at('bolt://u:s@h:1').credentials).toMatchObject({ user: 'u' });
    const chosen = at('bolt://u:s@h:1?database=d', { database: 'o', user: 'x', password: 'y' });
    expect(chosen.database).toBe('o');
    expect(chosen.credentials.secret()).toBe('y');
  });

  test('that cannot be read is told without what is in it', () => {
    const addresses = [
      'bolt://neo4j:s3cret/word@host:7687',
      'bolt://neo4j:s3cret%zz@host:7687',
      'bolt://neo4j:s3cret@host:7687?passwort=s3cret',
      'bolt://neo4j:s3cret@host:7687/s3cret',
      'bolt://neo4j:s3cret@',
    ];

    for (const address of addresses) {
      const parse = (): unknown => neo4jConnection(address, {}, {});
      expect(parse).toThrow(expect.objectContaining({ code: 'USAGE' }));
      expect(parse).not.toThrow(/s3cret/);
      expect(withoutPassword(address.replaceAll('?passwort=s3cret', ''))).not.toMatch(/s3cret@/);
    }
  });

  test('wants one secret, a file that can be read, and whole bounds', () => {
    const refused: readonly [Environment, RegExp][] = [
      [
        { SPANTRAIL_NEO4J_PASSWORD: 's3cret', SPANTRAIL_NEO4J_TOKEN: 's3cret' },
        /SPANTRAIL_NEO4J_PASSWORD and SPANTRAIL_NEO4J_TOKEN are set/,
      ],
      [{ SPANTRAIL_NEO4J_WRITE_MS_MAX: 'soon' }, /SPANTRAIL_NEO4J_WRITE_MS_MAX is a whole number/],
    ];
    for (const [environment, message] of refused) {
      expect(() => neo4jConnection('bolt://h:1', {}, environment)).toThrow(message);
    }
    const missing = { SPANTRAIL_NEO4J_PASSWORD_FILE: join(folder, 'none') };
    const { credentials } = neo4jConnection('bolt://h:1', {}, missing);
    expect(() => credentials.secret()).toThrow(/SPANTRAIL_NEO4J_PASSWORD_FILE names \(ENOENT\)/);
  });
});

describe('a bearer token in a file', () => {
  test('is read again when the server says that it has expired, and only then tried again', () => {
    const file = join(folder, 'token');
    writeFileSync(file, 'first\n');
    const environment = { SPANTRAIL_NEO4J_TOKEN_FILE: file };
    const { credentials } = neo4jConnection('bolt://h:1', {}, environment);
    let nowMs = 0;
    const manager = authTokenManager(credentials, { ...neo4j.auth, nowMs: () => nowMs });
    const expired = 'Neo.ClientError.Security.TokenExpired';

    const first = manager.getToken();
    expect(first).toEqual(neo4j.auth.bearer('first'));
    if ('then' in first) throw new Error('The token is at hand.');
    expect(manager.handleSecurityException(first, expired)).toBe(false);

    writeFileSync(file, 'second\n');
    expect(manager.handleSecurityException(first, 'Neo.ClientError.Security.Forbidden')).toBe(
      false,
    );
    expect(manager.handleSecurityException(first, expired)).toBe(true);
    expect(manager.getToken()).toEqual(neo4j.auth.bearer('second'));

    writeFileSync(file, 'third\n');
    expect(manager.getToken()).toEqual(neo4j.auth.bearer('second'));
    nowMs += 1_000;
    expect(manager.getToken()).toEqual(neo4j.auth.bearer('third'));
  });
});

describe('the version of a server', () => {
  test('is 5.26 or newer, also by calendar, and an older one is told the mend', () => {
    const at = (agent: string) => versionRefusal(agent, 'bolt://h:1');

    for (const agent of ['Neo4j/5.26.0', 'Neo4j/5.27-aura', 'Neo4j/2025.01.0', 'Neo4j/2026.08.1']) {
      expect([agent, at(agent)]).toEqual([agent, null]);
    }
    expect(at('Neo4j/5.25.1')).toMatch(/is of version 5\.25\. .*needs 5\.26 or newer: upgrade/);
    expect(at('Neo4j/4.4.38')).toMatch(/is of version 4\.4\./);
    expect(at('Memgraph/3.1')).toMatch(/calls itself "Memgraph\/3\.1" and is no Neo4j/);
  });
});

describe('what is no Neo4j', () => {
  const closing: Server[] = [];
  afterAll(() => Promise.all(closing.map((server) => server.close())));

  async function portOf(server: Server): Promise<number> {
    closing.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as { port: number }).port;
  }

  async function messageAt(store: string): Promise<string> {
    const opening = openLineage({ store, neo4j: { connectMsMax: 1_000 } });
    return opening.then(
      () => 'opened',
      (error: { code: string; message: string }) => `${error.code} ${error.message}`,
    );
  }

  test('is told apart: nobody there, HTTP, something else, no TLS', async () => {
    const http = await portOf(createHttpServer((_, response) => response.end('hello')));
    const mute = await portOf(createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')));

    expect(await messageAt('bolt://127.0.0.1:1')).toMatch(/ECONNREFUSED.*Start the server/);
    expect(await messageAt('neo4j://127.0.0.1:1')).toMatch(/ECONNREFUSED.*Start the server/);
    expect(await messageAt(`bolt://127.0.0.1:${http}`)).toMatch(/speaks HTTP, not Bolt/);
    expect(await messageAt(`bolt://127.0.0.1:${mute}`)).toMatch(/^GRAPH_UNAVAILABLE /);
    expect(await messageAt(`bolt+s://127.0.0.1:${http}`)).toMatch(/does not speak TLS/);
  });
});

describeNeo4j('a Neo4j with accounts and TLS', await neo4jOfOwn(), () => {
  let server: Neo4jServer;
  let host: string;

  beforeAll(async () => {
    const tls = { key: join(folder, 'private.key'), certificate: join(folder, 'public.crt') };
    selfSigned(tls);
    server = await startNeo4j({ password, tls });
    host = server.uri.replace('bolt://', '');
  }, 180_000);
  afterAll(() => server?.stop());

  async function opened(scheme: string, environment: Environment, suffix = ''): Promise<string> {
    const connection = neo4jConnection(`${scheme}://${host}${suffix}`, {}, environment);
    try {
      const engine = await openNeo4jEngine(connection);
      try {
        await engine.read((session) => session.run(meta));
        return 'opened';
      } finally {
        await engine.close();
      }
    } catch (error) {
      const { code, message, stack } = error as { code: string; message: string; stack: string };
      expect(`${stack}`).not.toContain(password);
      expect(`${stack}`).not.toContain('wr0ng');
      return `${code} ${message}`;
    }
  }
  const right = { SPANTRAIL_NEO4J_PASSWORD: password };

  test('is opened with the right password, plain and routed, and with TLS of any certificate', async () => {
    for (const scheme of ['bolt', 'neo4j', 'bolt+ssc', 'neo4j+ssc']) {
      expect([scheme, await opened(scheme, right)]).toEqual([scheme, 'opened']);
    }
    const url = `bolt://neo4j:${encodeURIComponent(password)}@${host}`;
    await (await openLineage({ store: url })).close();
  });

  test('says that the password is wrong, that one is needed, that a database is not there', async () => {
    expect(await opened('bolt', { SPANTRAIL_NEO4J_PASSWORD: 'wr0ng' })).toMatch(
      /^GRAPH_UNAVAILABLE Neo4j at bolt:\S+ refused the user "neo4j" with this password\./,
    );
    expect(await opened('bolt', {})).toMatch(/wants to know who asks\. Set SPANTRAIL_NEO4J_USER/);
    expect(await opened('bolt', { SPANTRAIL_NEO4J_TOKEN: 'wr0ng' })).toMatch(/token/);
    for (const scheme of ['bolt', 'neo4j']) {
      expect(await opened(scheme, right, '?database=nope')).toMatch(/has no database "nope"/);
    }
  });

  test('says that a certificate is not trusted, and what to do', async () => {
    for (const scheme of ['bolt+s', 'neo4j+s']) {
      expect(await opened(scheme, right)).toMatch(
        /certificate of .* is not trusted.*NODE_EXTRA_CA_CERTS/,
      );
    }
  });

  test('takes a password that was changed in the file while the store was open', async () => {
    const file = join(folder, 'password');
    writeFileSync(file, `${password}\n`);
    const environment = { SPANTRAIL_NEO4J_PASSWORD_FILE: file };
    const engine = await openNeo4jEngine(neo4jConnection(server.uri, {}, environment));
    const ask = () => engine.read((session) => session.run(meta));
    await ask();

    const changed = `${password} changed`;
    await using driver = neo4j.driver(server.uri, neo4j.auth.basic('neo4j', password));
    await driver.executeQuery(
      'ALTER CURRENT USER SET PASSWORD FROM $old TO $changed',
      { old: password, changed },
      { database: 'system' },
    );
    writeFileSync(file, `${changed}\n`);
    const { records } = await driver.executeQuery(
      'CALL dbms.listConnections() YIELD connectionId RETURN collect(connectionId) AS ids',
    );
    // The own one goes too: nothing is asked through it any more.
    await driver
      .executeQuery('CALL dbms.killConnections($ids)', { ids: records[0]?.get('ids') })
      .catch(() => undefined);

    expect(await ask()).toHaveLength(1);
    await engine.close();
  }, 120_000);
});

function selfSigned({ key, certificate }: { key: string; certificate: string }): void {
  const made = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    '/CN=localhost',
  ];
  execFileSync('openssl', [...made, '-keyout', key, '-out', certificate], { stdio: 'ignore' });
}
