import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { describeNeo4j, neo4jForTests } from '@spantrail/neo4j-for-tests';
import fc from 'fast-check';
import { NotFoundError } from '../src/errors.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { askPublished } from '../src/published/ask-published.ts';
import { published } from '../src/published/index.ts';
import {
  type Column,
  inText,
  type PublishedQuestion,
  type PublishedRow,
} from '../src/published/published-question.ts';
import type { ParameterValues } from '../src/question.ts';
import { BruteForce, keyOfPointer } from './brute-force.ts';
import { closeEmptier, emptyNeo4j } from './empty-neo4j.ts';
import { at, batch, run } from './facts.ts';
import { asOf, batchOf, type History, history } from './random-facts.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);
const QUERIES = new URL('../../queries/published/', import.meta.url);
const server = await neo4jForTests();
const maxAgeDays = 3 / 86_400_000_000;
const bounds = { rowsMax: 100_000, timeoutMs: 30_000 };

const HOSTILE = [
  'quotes \' " `',
  'back\\slash \\',
  "' OR true RETURN 1 //",
  '"}) DETACH DELETE n //',
  'escaped \\u0027',
  'lines\n\r\t\u0000\u2028 of',
  '$pointer $run %s',
  '__proto__',
  'emoji 🚕 \u{10ffff}',
  `long ${'ä'.repeat(5_000)}`,
  `long ${'ä'.repeat(5_000)} `,
];

/** What each published question is asked of a random history. */
function subjectsOf(given: History): readonly (readonly [parameter: string, values: object])[] {
  const brute = new BruteForce(given.arrivals);
  const spans = given.arrivals.flatMap((item) => (item.kind === 'span' ? [item.fact] : []));
  const pointers = new Map(
    spans.flatMap(({ inputs, outputs }) =>
      [...inputs, ...outputs].map(({ pointer }) => [keyOfPointer(pointer), pointer] as const),
    ),
  );
  const places = [...pointers].map(([key, { namespace, name }]) => ({
    name,
    namespace: key === name ? '' : namespace,
  }));
  const runs = [...brute.runs.values()].filter(({ visible }) => visible).map(({ id }) => id);
  return [
    ...places
      .slice(0, 2)
      .map(({ name, namespace }) => ['pointer', { pointer: name, namespace }] as const),
    ...places
      .slice(0, 2)
      .map(({ name, namespace }) => ['subject', { subject: name, namespace }] as const),
    ...runs.slice(0, 2).map((run) => ['run', { run }] as const),
    ...runs.slice(0, 2).map((run) => ['subject', { subject: run }] as const),
    ['component', { component: 'train' }],
    ['subject', { subject: 'train' }],
    ['', {}],
    ['', { namespace: 'ns' }],
    ['', { namespace: 'nowhere' }],
  ];
}

/** Parameters left out by the question are left out here. */
function valuesFor({ parameters }: PublishedQuestion, values: object): ParameterValues {
  const taken = Object.entries(values).filter(([name]) =>
    parameters.some((parameter) => parameter.name === name),
  );
  return new Map(taken);
}

async function rowsByFunction(
  store: LineageStore,
  { question, rows }: PublishedQuestion,
  values: ParameterValues,
  now: bigint,
): Promise<readonly PublishedRow[]> {
  try {
    return rows(await question.ask(store, values, now));
  } catch (error) {
    if (error instanceof NotFoundError) return [];
    throw error;
  }
}

function objectsOf(columns: readonly string[], rows: readonly (readonly unknown[])[]) {
  return rows.map((row) => Object.fromEntries(columns.map((name, index) => [name, row[index]])));
}

const inOrder = (rows: readonly object[]): readonly string[] =>
  rows.map((row) => JSON.stringify(row)).sort();

describeNeo4j('published questions on Neo4j', server, (uri) => {
  let store: LineageStore;

  beforeAll(async () => {
    store = await openLineage({ store: uri });
  });
  afterAll(async () => {
    await store.close();
    await closeEmptier();
  });

  test(`have the rows of their function, as of random times (seed ${seed})`, async () => {
    const numRuns = process.env.CI === 'true' ? 12 : 3;
    await fc.assert(
      fc.asyncProperty(
        history(8),
        asOf,
        fc.constantFrom('component', 'pointer'),
        fc.constantFrom('at-least', 'at-most'),
        fc.constantFrom(0, 0.5, 0.75, 1),
        fc.constantFrom(1, 2),
        async (given, at, fresherBy, objective, bound, minRuns) => {
          await emptyNeo4j(uri);
          for (const request of given.requests) await store.write(batchOf(request));
          for (const [parameter, subject] of subjectsOf(given)) {
            for (const question of published) {
              const names = question.parameters.map(({ name }) => name);
              const needed = question.parameters.find(({ required }) => required)?.name ?? '';
              if (parameter === '' ? needed !== '' : !names.includes(parameter)) continue;
              const values = valuesFor(question, {
                ...subject,
                'as-of': at,
                limit: 100_000,
                'max-age-days': maxAgeDays,
                'fresher-by': fresherBy,
                runs: 2,
                metric: 'accuracy',
                [objective]: bound,
                'min-runs': minRuns,
              });
              const expected = await rowsByFunction(store, question, values, at);

              const { columns, rows } = await askPublished(store, question, values, at, bounds);

              const told = { question: question.name, values: [...values] };
              expect({ ...told, rows: inOrder(objectsOf(columns, rows)) }).toEqual({
                ...told,
                rows: inOrder(expected),
              });
              for (const row of expected) expectTypes(question.columns, row);
            }
          }
        },
      ),
      { numRuns, seed, endOnFailure: true },
    );
  }, 600_000);

  test('find hostile names byte for byte, and nothing else', async () => {
    await emptyNeo4j(uri);
    const facts = HOSTILE.map((name, index) =>
      run({
        id: `run ${name}`,
        span: `trace:${index}`,
        component: name,
        start: index * 10,
        reads: [`in ${name}`],
        writes: [`out ${name}`],
        metrics: { [name]: 0.5 },
        failedTrigger: name,
      }),
    );
    await store.write(batch(...facts));
    const own: Readonly<Record<string, (name: string) => string>> = {
      pointer: (name) => `out ${name}`,
      subject: (name) => `in ${name}`,
      run: (name) => `run ${name}`,
      component: (name) => name,
    };

    for (const name of HOSTILE) {
      for (const question of published) {
        const [named] = question.parameters.filter(({ positional }) => positional);
        if (named === undefined) continue;
        const values = new Map<string, string | bigint | number>([
          [named.name, own[named.name]?.(name) ?? ''],
          ['as-of', at(1_000)],
          ...(question.name === 'sla'
            ? [['metric', name] as const, ['at-least', 0.1] as const, ['min-runs', 1] as const]
            : []),
        ]);
        const expected = await rowsByFunction(store, question, values, at(1_000));

        const { columns, rows } = await askPublished(store, question, values, at(1_000), bounds);

        expect(objectsOf(columns, rows)).toEqual(expected);
        const one = /^(trace|impact|inspect|history|sla)$/.test(question.name);
        if (one) expect([question.name, name, rows.length]).toEqual([question.name, name, 1]);
      }
    }
  }, 300_000);
});

function expectTypes(columns: readonly Column[], row: PublishedRow): void {
  expect(Object.keys(row)).toEqual(columns.map(({ name }) => name));
  for (const { name, type, nullable = false } of columns) {
    const value = row[name];
    if (value === null) expect({ name, nullable }).toEqual({ name, nullable: true });
    else if (type === 'time') expect(value).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
    else if (type === 'integer') expect(Number.isSafeInteger(value)).toBe(true);
    else expect(typeof value).toBe(type === 'float' ? 'number' : type);
  }
}

describe('published questions', () => {
  const files = readdirSync(QUERIES).map((name) => name.replace('.cypher', ''));

  test('are all files of their folder, and in the list of the README', () => {
    const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8');
    const listed = published.filter(({ name, summary }) =>
      new RegExp(`\\| \`${name}\` +\\| ${summary} +\\|`).test(readme),
    );

    expect(published.map(({ name }) => name).sort()).toEqual(files.sort());
    expect(listed).toEqual(published);
  });

  test.each(published.map((question) => [question.name, question] as const))(
    'name all parameters and columns of %s in its header, and no others',
    (name, { parameters, columns }) => {
      const text = readFileSync(new URL(`${name}.cypher`, QUERIES), 'utf8');
      const [, params = '', shown = ''] = text.split('\n');
      const used = [...text.matchAll(/\$([a-zA-Z]+)/g)].map(([, parameter]) => parameter);

      for (const { name: column } of columns) expect(shown).toMatch(new RegExp(`\\b${column}\\b`));
      for (const parameter of parameters) {
        expect(params).toMatch(new RegExp(`\\b${inText(parameter.name)}\\b`));
      }
      expect(new Set(used)).toEqual(new Set(parameters.map((parameter) => inText(parameter.name))));
    },
  );
});
