import { createServer, type RequestListener, type Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, test } from '@jest/globals';
import { runInProcess } from '../fixtures/run-in-process.ts';

let server: Server | undefined;

afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

async function serviceThat(answers: RequestListener): Promise<string> {
  const listening = createServer(answers);
  server = listening;
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
  const address = listening.address();
  return `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
}

describe('a service', () => {
  test('is sent the names and texts as typed, and the token of the environment', async () => {
    const seen: unknown[] = [];
    const url = await serviceThat((request, response) => {
      seen.push([request.method, request.url, request.headers.authorization]);
      response.end('{"asOf": "2020-06-01T00:00:00.000000Z", "tags": []}');
    });

    await runInProcess(['trace', 'a b&c.csv', '--depth', '3', '--json', '--url', `${url}/under/`], {
      environment: { SPANTRAIL_TOKEN: 'secret' },
    });

    expect(seen).toEqual([
      ['GET', '/under/api/trace?pointer=a+b%26c.csv&depth=3', 'Bearer secret'],
    ]);
  });

  test('is sent a list as repeated parameters, and as a body when it is too long for a URL', async () => {
    const seen: unknown[] = [];
    const url = await serviceThat(async (request, response) => {
      const body = await text(request);
      seen.push([request.method, request.url, body === '' ? null : JSON.parse(body)]);
      response.end('{}');
    });
    const long = 'x'.repeat(9_000);
    const stdin = `\uFEFFa b\r\n\r\n c\n`;

    await runInProcess(['slice', 'k=v', '--pointers', '-', '--json', '--url', url], { stdin });
    await runInProcess(['slice', 'k=v', '--pointers', '-', '--json', '--url', url], {
      stdin: `a\n${long}\n`,
    });

    expect(seen).toEqual([
      ['GET', '/api/slice?slice=k%3Dv&pointers=a+b&pointers=+c', null],
      ['POST', '/api/slice', { slice: 'k=v', pointers: ['a', long] }],
    ]);
  });

  test('that refuses is quoted, with an exit code by what it said', async () => {
    const body = { error: { code: 'FORBIDDEN', message: 'No token.', realm: 'x' } };
    const url = await serviceThat((_, response) => {
      response.writeHead(403).end(JSON.stringify(body));
    });

    const text = await runInProcess(['tags', '--url', url]);
    const json = await runInProcess(['tags', '--url', url, '--json']);

    expect(text).toEqual({ stdout: '', stderr: 'spantrail: No token.\n', exitCode: 3 });
    expect(json).toMatchObject({ stderr: '', exitCode: 3 });
    expect(JSON.parse(json.stdout)).toEqual(body);
  });

  test.each([
    [200, 'hello'],
    [200, '[]'],
    [404, '<html>'],
    [502, ''],
  ])('that answers %i with %j is told to be none', async (status, text) => {
    const url = await serviceThat((_, response) => {
      response.writeHead(status).end(text);
    });

    const { stderr, exitCode } = await runInProcess(['tags', '--url', url]);

    expect(stderr).toBe(
      `spantrail: What answers at ${url} does not speak as a Spantrail service (HTTP ${status}). Check --url or SPANTRAIL_URL.\n`,
    );
    expect(exitCode).toBe(3);
  });

  test('that hangs up in the middle is away', async () => {
    const url = await serviceThat((_, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{');
      setTimeout(() => response.destroy(), 10);
    });

    const { exitCode } = await runInProcess(['tags', '--url', url]);

    expect(exitCode).toBe(3);
  });
});
