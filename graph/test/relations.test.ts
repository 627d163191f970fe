/** What must hold between answers, whatever the history: between stores, directions and times. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import type { ImpactAnswer, TraceAnswer } from '../src/answers/answers.ts';
import type { CompareAnswer } from '../src/answers/compare-answer.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { ask } from './ask.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { type Call, everyCall } from './every-call.ts';
import { openEmbedded } from './open-embedded.ts';
import { type Arrival, asOf, batchOf, type History, history } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const inCi = process.env.CI === 'true';
const server = await neo4jForTests();
/** Numbers by which a sample is drawn. */
const picksOf = fc.infiniteStream(fc.nat());

async function fill(store: LineageStore, { requests }: History): Promise<void> {
  for (const request of requests) await store.write(batchOf(request));
}

/** An answer, or the words of its refusal. */
async function answerOf(store: LineageStore, { question, values }: Call): Promise<unknown> {
  try {
    return await ask<object>(store, question, values);
  } catch (error) {
    return error instanceof Error ? { refused: error.message } : error;
  }
}

async function expectAgreement(
  store: LineageStore,
  reference: LineageStore,
  calls: readonly Call[],
): Promise<void> {
  for (const call of calls) {
    const answer = await answerOf(store, call);

    expect({ call, answer }).toEqual({ call, answer: await answerOf(reference, call) });
  }
}

test(`the embedded store answers every question as the reference does (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(10), asOf, picksOf, async (given, at, picks) => {
      const reference = new MemoryLineageStore();
      const store = await openEmbedded();
      await fill(reference, given);
      await fill(store, given);

      await expectAgreement(store, reference, sampleOf(everyCall(given.arrivals, at), picks, 3));

      await store.close();
    }),
    { numRuns: inCi ? 500 : 50, seed },
  );
}, 600_000);

test(`a run is in the trace of another exactly when that one is in its impact (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(10), asOf, async (given, at) => {
      const store = new MemoryLineageStore();
      await fill(store, given);
      const then = { 'as-of': at };
      const calls = everyCall(given.arrivals, at);
      const impacts = new Map<string, Set<string>>();
      for (const { question, values } of calls) {
        if (question !== 'inspect' || values.environment !== undefined) continue;
        const subject = String(values.run);
        if ((await store.runs([subject])).length === 0) continue;
        const { runs } = await ask<ImpactAnswer>(store, 'impact', { subject, ...then });
        impacts.set(subject, new Set(runs.map(({ id }) => id)));
      }
      for (const { values } of calls.filter(({ question }) => question === 'trace')) {
        if (values.focus !== undefined || values.depth !== undefined) continue;
        const { producer, runs } = await ask<TraceAnswer>(store, 'trace', values).catch(() => none);
        if (producer.run === null || runs.length === 0) continue;
        const upstream = new Set(runs.map(({ id }) => id));
        for (const [run, impact] of impacts) {
          if (run === producer.run) continue;
          expect(upstream.has(run)).toBe(impact.has(producer.run));
        }
      }
    }),
    { numRuns: 500, seed },
  );
}, 300_000);

const none: Pick<TraceAnswer, 'producer' | 'runs'> = {
  producer: { state: 'none', run: null },
  runs: [],
};

/** The same history once more, later, by runs of its own. */
function later(arrivals: readonly Arrival[], by: bigint): readonly Arrival[] {
  const renamed = (name: string): string => `later ${name}`;
  return arrivals.flatMap((item): readonly Arrival[] => {
    if (item.kind === 'annotation') {
      return [
        { ...item, fact: { ...item.fact, id: renamed(item.fact.id), at: item.fact.at + by } },
      ];
    }
    const { fact } = item;
    const moved = <T extends { readonly at: bigint | null }>(io: readonly T[]): readonly T[] =>
      io.map((one) => ({ ...one, at: one.at === null ? null : one.at + by }));
    return [
      {
        kind: 'span',
        fact: {
          ...fact,
          run: renamed(fact.run),
          span: renamed(fact.span),
          start: fact.start + by,
          end: fact.end === null ? null : fact.end + by,
          inputs: moved(fact.inputs),
          outputs: moved(fact.outputs),
          parents: fact.parents.map(renamed),
          links: fact.links.map(renamed),
        },
      },
    ];
  });
}

test(`two runs differ in the same, whichever is named first, and a run not from itself (seed ${seed})`, async () => {
  const sidesOf = ({ upstream }: CompareAnswer, first: 'a' | 'b', second: 'a' | 'b'): string[] =>
    upstream.map((one) => JSON.stringify([one.depth, one[first], one[second], one.differs])).sort();
  await fc.assert(
    fc.asyncProperty(history(10), asOf, async (given, at) => {
      const store = new MemoryLineageStore();
      await fill(store, given);
      const calls = everyCall(given.arrivals, at).filter(({ question }) => question === 'compare');
      for (const { values } of calls) {
        if (values.environment !== undefined) continue;
        const { run = '', other = '' } = values;
        if ((await store.runs([String(run), String(other)])).length === 0) continue;
        const there = await ask<CompareAnswer>(store, 'compare', values).catch(() => null);
        if (there === null) continue;
        const back = await ask<CompareAnswer>(store, 'compare', {
          ...values,
          run: other,
          other: run,
        });

        expect(sidesOf(back, 'b', 'a')).toEqual(sidesOf(there, 'a', 'b'));
        expect(back.same).toBe(there.same);
        if (run === other) expect(there.same).toBe(true);
      }
    }),
    { numRuns: 200, seed },
  );
}, 300_000);

/** Descriptions and owners of components and kinds of pointers are today's words, whenever is asked. */
const todaysWords = new Set(['inspect', 'components', 'tags', 'map']);

test(`facts after a time change nothing as of that time (seed ${seed})`, async () => {
  await fc.assert(
    fc.asyncProperty(history(8), history(6), asOf, async (given, more, at) => {
      const store = new MemoryLineageStore();
      await fill(store, given);
      const calls = everyCall(given.arrivals, at).filter(
        ({ question }) => !todaysWords.has(question),
      );
      const before: unknown[] = [];
      for (const call of calls) before.push(await answerOf(store, call));

      await store.write(batchOf(later(more.arrivals, 100n)));

      for (const [index, call] of calls.entries()) {
        const answer = await answerOf(store, call);

        // Which names there are is today's knowledge: one may be known now, or stand in two namespaces.
        if (isRefusal(before[index]) || isRefusal(answer)) continue;
        expect({ call, answer }).toEqual({ call, answer: before[index] });
      }
    }),
    { numRuns: 500, seed },
  );
}, 300_000);

describeNeo4j('on a real Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`answers are those of the reference after each request (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(history(8), asOf, picksOf, async (given, at, picks) => {
        await emptyNeo4j(uri);
        const reference = new MemoryLineageStore();
        const calls = everyCall(given.arrivals, at);
        for (const request of given.requests) {
          const written = batchOf(request);
          await reference.write(written);
          await store.write(written);

          await expectAgreement(store, reference, someOf(calls, picks, 5));
        }
      }),
      { numRuns: inCi ? 150 : 10, seed },
    );
  }, 600_000);
});

/** At most so many calls of each question. */
function sampleOf(calls: readonly Call[], picks: Iterator<number>, each: number): readonly Call[] {
  const ofQuestion = new Map<string, Call[]>();
  for (const call of calls) {
    ofQuestion.set(call.question, [...(ofQuestion.get(call.question) ?? []), call]);
  }
  return [...ofQuestion.values()].flatMap((same) => someOf(same, picks, each));
}

function someOf<T>(items: readonly T[], picks: Iterator<number>, count: number): readonly T[] {
  if (items.length <= count) return items;
  const chosen = new Set<T>();
  for (let turn = 0; turn < count; turn += 1) {
    const item = items[picks.next().value % items.length];
    if (item !== undefined) chosen.add(item);
  }
  return [...chosen];
}

function isRefusal(answer: unknown): boolean {
  return typeof answer === 'object' && answer !== null && 'refused' in answer;
}
