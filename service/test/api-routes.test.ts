import { describe, expect, it } from '@jest/globals';
import {
  type Command,
  GraphUnavailableError,
  NotFoundError,
  type Parameter,
  type Question,
} from '@spantrail/graph';
import { JSON_TYPE } from './otlp-bodies.ts';
import { ask, jsonOf, ManualClock, start } from './running-service.ts';

const parameter = (name: string, type: Parameter['type'], required = false): Parameter => ({
  name,
  type,
  required,
  positional: required,
  describe: `the ${name}`,
});

/** Answers with what it was asked, so that a test sees what came through. */
const trace: Question = {
  name: 'trace',
  summary: 'echoes',
  parameters: [
    parameter('pointer', 'string', true),
    { ...parameter('depth', 'integer'), min: 1, max: 50 },
    parameter('as-of', 'time'),
  ],
  ask: async (_store, values, now) => {
    const pointer = values.get('pointer');
    if (pointer === 'missing') throw new NotFoundError('pointer', 'missing', ['mission']);
    if (pointer === 'away') throw new GraphUnavailableError('no connection');
    if (pointer === 'bug') throw new TypeError('secret detail');
    return { values: [...values], now, large: 2n ** 60n };
  },
};

const flagParameters = [
  parameter('pointer', 'string', true),
  parameter('reason', 'string'),
  parameter('id', 'string'),
];

const command = (name: string): Command => ({
  name,
  summary: 'echoes',
  writes: true,
  parameters: flagParameters,
  ask: async (_store, values) => ({ command: name, values: [...values] }),
});

const started = () =>
  start({
    questions: [trace],
    commands: [command('flag'), command('unflag')],
    clock: new ManualClock(),
  });

describe('GET /api/<question>', () => {
  it('asks with the parameters of the question and writes no bigint', async () => {
    const service = await started();

    const reply = await ask(
      service,
      '/api/trace?pointer=s3%3A%2F%2Fb%2Fk&depth=3&as-of=2020-05-01',
    );

    expect(reply.status).toBe(200);
    expect(reply.headers['content-type']).toBe('application/json');
    expect(jsonOf(reply)).toEqual({
      values: [
        ['pointer', 's3://b/k'],
        ['depth', 3],
        ['as-of', 1_588_291_200_000_000],
      ],
      now: 1_700_000_000_000_000,
      large: '1152921504606846976',
    });
  });

  it.each([
    ['/api/trace', 400, { code: 'USAGE', parameter: 'pointer' }],
    ['/api/trace?pointer=a&depth=900', 400, { code: 'USAGE', parameter: 'depth' }],
    ['/api/trace?pointer=a&pointer=b', 400, { code: 'USAGE', parameter: 'pointer' }],
    [
      '/api/trace?pointer=a&dept=1',
      400,
      { code: 'USAGE', message: expect.stringContaining('"depth"') },
    ],
    ['/api/trace?pointer=a&__proto__=1', 400, { code: 'USAGE', parameter: '__proto__' }],
    [
      '/api/trace?pointer=missing',
      404,
      { code: 'NOT_FOUND', kind: 'pointer', sought: 'missing', nearest: ['mission'] },
    ],
    ['/api/trace?pointer=away', 503, { code: 'GRAPH_UNAVAILABLE' }],
    ['/api/trce', 404, { code: 'NO_SUCH_PATH', message: expect.stringContaining('/api/trace') }],
  ])('answers %s with %i and one clear error', async (path, status, error) => {
    const service = await started();

    const reply = await ask(service, path);

    expect(reply.status).toBe(status);
    expect(jsonOf(reply)).toMatchObject({ error });
    expect(reply.headers['retry-after']).toBe(status === 503 ? '5' : undefined);
  });

  it('takes a list again and again, and by POST as a JSON array when it is long', async () => {
    const slice: Question = {
      ...trace,
      name: 'slice',
      parameters: [{ ...parameter('pointers', 'list'), max: 3_000 }, parameter('depth', 'integer')],
      ask: async (_store, values) => ({ values: [...values] }),
    };
    const service = await start({ questions: [slice], clock: new ManualClock() });
    const names = Array.from({ length: 3_000 }, (_, index) => `name with\nline break ${index}`);
    const post = (pointers: readonly string[]) =>
      ask(service, '/api/slice', {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ pointers, depth: 3 }),
      });

    const short = await ask(service, '/api/slice?pointers=b&depth=3&pointers=a');
    const long = await post(names);
    const tooLong = await post([...names, 'one more']);
    const other = await ask(service, '/api/slice', { method: 'POST', body: '{}' });

    expect(jsonOf(short)).toEqual({
      values: [
        ['pointers', ['b', 'a']],
        ['depth', 3],
      ],
    });
    expect(jsonOf(long)).toEqual({
      values: [
        ['pointers', names],
        ['depth', 3],
      ],
    });
    expect(tooLong.status).toBe(400);
    expect(jsonOf(tooLong)).toMatchObject({ error: { message: expect.stringContaining('3000') } });
    expect(other.status).toBe(415);
  });

  it('keeps the details of an unknown failure in the log', async () => {
    const lines: string[] = [];
    const service = await start({
      questions: [trace],
      log: (_level, _message, fields) => lines.push(String(fields?.error)),
    });

    const reply = await ask(service, '/api/trace?pointer=bug');

    expect(reply.status).toBe(500);
    expect(reply.body.toString()).not.toContain('secret detail');
    expect(lines[0]).toContain('secret detail');
  });
});

describe('POST /api/<command>', () => {
  it('takes the parameters as JSON', async () => {
    const service = await started();

    const reply = await ask(service, '/api/flag', {
      method: 'POST',
      headers: JSON_TYPE,
      body: JSON.stringify({ pointer: 'p', reason: 'wrong', id: null }),
    });

    expect(jsonOf(reply)).toEqual({
      command: 'flag',
      values: [
        ['pointer', 'p'],
        ['reason', 'wrong'],
      ],
    });
  });

  it('sets and clears flags at one door, by value', async () => {
    const service = await started();
    const flags = (body: object) =>
      ask(service, '/api/flags', {
        method: 'POST',
        headers: JSON_TYPE,
        body: JSON.stringify({ pointer: 'p', ...body }),
      });

    expect(jsonOf(await flags({ value: true, id: '7' }))).toMatchObject({ command: 'flag' });
    expect(jsonOf(await flags({ value: false }))).toMatchObject({ command: 'unflag' });
    expect(jsonOf(await flags({}))).toMatchObject({ error: { code: 'USAGE', parameter: 'value' } });
  });

  it.each([
    ['text', 'text/plain', '{"pointer":"p"}', 415],
    ['a form', 'application/x-www-form-urlencoded', 'pointer=p', 415],
    ['no JSON', 'application/json', 'pointer', 400],
    ['a list', 'application/json', '[]', 400],
    ['an object as a value', 'application/json', '{"pointer":{}}', 400],
    ['an unknown field', 'application/json', '{"pointer":"p","__proto__":"x"}', 400],
    ['too much', 'application/json', `{"pointer":"${'p'.repeat(2_000_000)}"}`, 413],
  ])('refuses %s', async (_case, type, body, status) => {
    const service = await started();

    const headers = { 'content-type': type };
    const reply = await ask(service, '/api/flag', { method: 'POST', headers, body });

    expect(reply.status).toBe(status);
  });

  it('is not to be had with GET', async () => {
    const service = await started();

    const reply = await ask(service, '/api/flag?pointer=p');

    expect(reply.status).toBe(405);
    expect(reply.headers.allow).toBe('POST');
  });
});
