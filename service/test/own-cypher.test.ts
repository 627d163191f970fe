import { describe, expect, test } from '@jest/globals';
import { CypherRefusedError, CypherTimeoutError, type Question, questions } from '@spantrail/graph';
import { ask, jsonOf, start } from './running-service.ts';

const real = questions.find(({ name }) => name === 'query');
if (real === undefined) throw new Error('There is always a query.');

/** Answers with what it was asked. */
const query: Question = {
  ...real,
  ask: async (_store, values) => {
    if (values.get('cypher') === 'SLOW') throw new CypherTimeoutError('too slow');
    if (values.get('cypher') === 'WRITE') throw new CypherRefusedError('it writes');
    return { values: [...values] };
  },
};

const post = (body: object) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

describe('Cypher of the asker’s own', () => {
  test.each([
    ['GET', '/api/query?cypher=RETURN%201', {}],
    ['POST', '/api/query', post({ cypher: 'RETURN 1' })],
  ])('is forbidden by %s unless the service was started for it', async (_, path, asked) => {
    const service = await start({ questions: [query] });

    const reply = await ask(service, path, asked);

    expect(reply.status).toBe(403);
    expect(jsonOf(reply)).toMatchObject({ error: { code: 'CYPHER_OFF' } });
  });

  test('is asked by GET or POST when allowed, a list being several values', async () => {
    const service = await start({ questions: [query], allowCypher: true });

    const got = await ask(service, '/api/query?cypher=RETURN%201&param=a%3D1&param=b%3D2');
    const posted = await ask(
      service,
      '/api/query',
      post({ cypher: 'RETURN 1', param: ['a=1', 'b=2'] }),
    );

    const values = [
      ['cypher', 'RETURN 1'],
      ['param', ['a=1', 'b=2']],
    ];
    expect([jsonOf(got), jsonOf(posted)]).toEqual([{ values }, { values }]);
  });

  test.each([
    ['WRITE', 400, 'CYPHER_REFUSED'],
    ['SLOW', 504, 'CYPHER_TIMEOUT'],
  ])('that ends as %s is told with %i', async (cypher, status, code) => {
    const service = await start({ questions: [query], allowCypher: true });

    const reply = await ask(service, '/api/query', post({ cypher }));

    expect(reply.status).toBe(status);
    expect(jsonOf(reply)).toMatchObject({ error: { code } });
  });
});

test('a published question is answered without any switch', async () => {
  const service = await start({ questions: [query] });

  const reply = await ask(service, '/api/query?name=trace&param=pointer%3Dx');

  expect(reply.status).toBe(200);
});
