import { describe, expect, test } from '@jest/globals';
import { ServiceOptionsError } from '@spantrail/service';
import { parseListen, type StartOptions } from '../src/serve.ts';
import { fakeGraph } from './fixtures/fake-graph.ts';
import { runInProcess } from './fixtures/run-in-process.ts';

describe('spantrail serve', () => {
  test('starts, says where in one line, and closes service and store when asked to stop', async () => {
    const graph = fakeGraph();
    const started: StartOptions[] = [];
    let closed = false;

    const outcome = await runInProcess(['serve', '--listen', '[::1]:0', '--store', 'memory:'], {
      graph,
      start: (options) => {
        started.push(options);
        const close = () => {
          closed = true;
          return Promise.resolve();
        };
        return Promise.resolve({ url: 'http://[::1]:40000', close });
      },
    });

    expect(outcome).toEqual({
      stdout: 'spantrail serves http://[::1]:40000 from memory:\n',
      stderr: '',
      exitCode: 0,
    });
    expect(started[0]?.listen).toEqual({ host: '::1', port: 0 });
    expect(closed).toBe(true);
    expect(graph.opened).toEqual([{ store: 'memory:', readOnly: false }]);
    expect(graph.closed).toEqual(['memory:']);
  });

  test('exits with 3 when the address is taken, with 2 when it must not be listened on', async () => {
    const cause = Object.assign(new Error('address already in use'), { code: 'EADDRINUSE' });
    const args = ['serve', '--store', 'memory:'];

    const taken = await runInProcess(args, {
      start: () => Promise.reject(new ServiceOptionsError('Taken.', 'listen', { cause })),
    });
    const open = await runInProcess(args, {
      start: () => Promise.reject(new ServiceOptionsError('Not loopback.', 'listen')),
    });

    expect(taken).toEqual({ stdout: '', stderr: 'spantrail: Taken.\n', exitCode: 3 });
    expect(open).toEqual({ stdout: '', stderr: 'spantrail: Not loopback.\n', exitCode: 2 });
  });

  test('passes on the files and names that it is given, and the tokens of the environment', async () => {
    const started: StartOptions[] = [];
    const files = ['--tokens', 'tokens.txt', '--redact', 'rules.json'];
    const hosts = ['--allow-host', 'lineage.internal', '--allow-host', 'proxy:8443'];
    const args = [
      'serve',
      ...files,
      ...hosts,
      '--tls-cert',
      'c',
      '--tls-key',
      'k',
      '--store',
      'memory:',
    ];

    await runInProcess(args, {
      environment: { SPANTRAIL_TOKENS: 'read a-token-of-16-characters' },
      start: (options) => {
        started.push(options);
        return Promise.resolve({ url: 'http://127.0.0.1:1', close: () => Promise.resolve() });
      },
    });

    expect(started[0]?.tokens).toEqual({
      file: 'tokens.txt',
      text: 'read a-token-of-16-characters',
    });
    expect(started[0]).toMatchObject({
      allowedHosts: ['lineage.internal', 'proxy:8443'],
      redact: 'rules.json',
      tls: { cert: 'c', key: 'k' },
    });
  });

  test('takes a certificate only with its key, before it opens the store', async () => {
    const graph = fakeGraph();

    const outcome = await runInProcess(['serve', '--tls-cert', 'c', '--store', 'memory:'], {
      graph,
    });

    expect(outcome.exitCode).toBe(2);
    expect(outcome.stderr).toContain('--tls-key');
    expect(graph.opened).toEqual([]);
  });

  test.each([
    [[], false, {}, 'json'],
    [[], true, {}, 'text'],
    [['--log-format', 'json', '--requests-max', '7'], true, { requestsMax: 7 }, 'json'],
    [['--log-format', 'text', '--mebibytes-max', '2'], false, { bytesMax: 2_097_152 }, 'text'],
  ])(
    'passes on its bounds and how it logs: %j, on a terminal: %j',
    async (args, terminal, intake, logFormat) => {
      const started: StartOptions[] = [];

      await runInProcess(['serve', '--store', 'memory:', ...args], {
        terminal,
        start: (options) => {
          started.push(options);
          return Promise.resolve({ url: 'http://127.0.0.1:1', close: () => Promise.resolve() });
        },
      });

      expect(started[0]).toMatchObject({ intake, logFormat });
      expect(Object.keys(started[0]?.intake ?? {})).toEqual(Object.keys(intake));
    },
  );

  test('closes the store when the service does not start', async () => {
    const graph = fakeGraph();

    await runInProcess(['serve', '--store', 'memory:'], { graph });

    expect(graph.closed).toEqual(['memory:']);
  });

  test.each(['4319', 'host', ':4319', 'host:', 'host:70000', 'a b:1', '::1:4319', '[::1]'])(
    'refuses to listen at %j',
    (text) => {
      expect(() => parseListen(text)).toThrow(expect.objectContaining({ code: 'USAGE' }));
    },
  );
});
