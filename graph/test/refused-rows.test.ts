import { describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import {
  type CypherEngine,
  type CypherSession,
  StatementRefusedError,
  TooMuchAtOnceError,
} from '../src/engines/cypher-engine.ts';
import { GraphUnavailableError } from '../src/errors.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { batch, run } from './facts.ts';
import { openEmbedded } from './open-embedded.ts';

const server = await neo4jForTests();
const names = Array.from({ length: 20 }, (_, index) => `run${index}`);

/** An engine that fails every statement whose parameters hold a text. */
function failingOn(engine: CypherEngine, text: string, failure: () => Error): CypherEngine {
  const watch = (session: CypherSession): CypherSession => ({
    run: async (statement, parameters) => {
      const seen = JSON.stringify(parameters, (_name, value: unknown) =>
        typeof value === 'bigint' ? `${value}` : value,
      );
      if (seen?.includes(text)) throw failure();
      return session.run(statement, parameters);
    },
  });
  return {
    ...engine,
    write: (work) => engine.write((session) => work(watch(session))),
  };
}

async function expectOnlyGuiltyRejected(
  store: LineageStore,
  guilty: string,
  good: readonly string[],
) {
  const report = await store.write(batch(...[...good, guilty].map((id) => run({ id, span: id }))));

  expect(report.rejected).toEqual([
    { origin: good.length, reason: expect.stringContaining('refused') },
  ]);
  expect(report.runs).toBe(good.length);
  const kept = await store.runs([...good, guilty]);
  expect(kept.map(({ id }) => id).sort()).toEqual([...good].sort());
}

describe('a row that the embedded store refuses', () => {
  test('is found by bisection and rejected alone', async () => {
    const refuse = () => new StatementRefusedError('The store refused it.', { cause: null });
    const store = await openEmbedded((engine) => failingOn(engine, 'guilty', refuse));

    await expectOnlyGuiltyRejected(store, 'guilty', names);

    await store.close();
  });

  test('is not looked for when the store itself is away: the whole batch is told to come again', async () => {
    const away = () => new GraphUnavailableError('The disk is full.');
    const store = await openEmbedded((engine) => failingOn(engine, 'guilty', away));

    const attempt = store.write(batch(...[...names, 'guilty'].map((id) => run({ id }))));

    await expect(attempt).rejects.toMatchObject({ code: 'GRAPH_UNAVAILABLE' });
    expect(await store.dump()).toEqual({ nodes: [], edges: [] });
    await store.close();
  });
});

describe('a batch that is too much for the store', () => {
  /** An engine whose memory holds so many keys of one statement. */
  const holding =
    (keysMax: number) =>
    (engine: CypherEngine): CypherEngine => ({
      ...engine,
      write: (work) =>
        engine.write((session) =>
          work({
            run: (statement, parameters) => {
              const keys = parameters?.keys;
              if (Array.isArray(keys) && keys.length > keysMax) {
                throw new TooMuchAtOnceError('Too little memory.', { cause: null });
              }
              return session.run(statement, parameters);
            },
          }),
        ),
    });

  test('is written in parts, and nothing of it is rejected', async () => {
    const store = await openEmbedded(holding(12));

    const report = await store.write(batch(...names.map((id) => run({ id, span: id }))));

    expect(report).toMatchObject({ runs: names.length, rejected: [] });
    expect(await store.runs(names)).toHaveLength(names.length);
    await store.close();
  });

  test('down to one span is put off, not rejected', async () => {
    const store = await openEmbedded(holding(0));

    const attempt = store.write(batch(...names.map((id) => run({ id, span: id }))));

    await expect(attempt).rejects.toMatchObject({ code: 'GRAPH_UNAVAILABLE' });
    await store.close();
  });
});

describeNeo4j('a row that Neo4j refuses', server, (uri) => {
  test('is found by bisection and rejected alone', async () => {
    const store = await openLineage({ store: uri });
    // A span key that is too large for the index: decode never lets one through.
    const guilty = 'g'.repeat(10_000);

    const report = await store.write(
      batch(...names.map((id) => run({ id })), run({ id: 'guilty', span: guilty })),
    );

    expect(report.rejected).toEqual([
      { origin: names.length, reason: expect.stringContaining('too large to index') },
    ]);
    expect(await store.runs(names)).toHaveLength(names.length);
    await store.close();
  });
});
