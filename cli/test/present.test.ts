import { describe, expect, test } from '@jest/globals';
import type { StaleReason, TraceAnswer } from '@spantrail/graph';
import { type Answers, present } from '../src/present/present.ts';
import { print } from '../src/text/print.ts';
import { answers, asOf, broken, busy, runView, score, train } from './fixtures/answers.ts';

function lines<Name extends keyof Answers>(name: Name, answer: Answers[Name]): readonly string[] {
  const blocks = present(name, answer, { shortRunIds: false });
  return print(blocks, { terminal: false, colour: false }).trimEnd().split('\n');
}

const trace: TraceAnswer = {
  pointer: 'rides.csv',
  asOf,
  flagged: false,
  producer: { state: 'none', run: null },
  retracted: [],
  runs: [],
  edges: [],
  leftOut: 0,
  truncated: false,
  notes: [],
};

describe('a trace', () => {
  test('of a pointer that was only read says so', () => {
    expect(lines('trace', trace)).toEqual([
      'rides.csv  as of 2020-06-01 00:00:00Z',
      'No known run wrote it; it has only been read.',
    ]);
  });

  test.each([
    [busy, 'being written by ingest run ingest-10, which has not finished'],
    [broken, 'written by ingest run ingest-9, which FAILED'],
    [train, 'made by train run train-1; raw sources: features/2020-01.csv, features/2020-05.csv'],
  ])('of a pointer whose producer is $state says so', (run, sentence) => {
    const producer = { state: run.state, run: run.id };

    expect(lines('trace', { ...trace, producer, runs: [run] })[1]).toBe(sentence);
  });

  test('that a limit has cut claims no raw sources beyond the cut', () => {
    const producer = { state: 'ok', run: train.id } as const;

    const text = lines('trace', { ...trace, producer, runs: [train], truncated: true });

    expect(text[1]).toBe('made by train run train-1');
    expect(text.join('\n')).not.toContain('source:');
    expect(text.at(-1)).toBe(
      'note: A limit has cut this answer; raise --limit or --depth for more.',
    );
  });

  test('names the asked pointer first among all that its run wrote', () => {
    const outputs = Array.from({ length: 9 }, (_, index) => `prediction-${index}`);
    const run = runView({ id: 'r', component: 'score', outputs });
    const producer = { state: 'ok', run: 'r' } as const;

    const text = lines('trace', { ...trace, pointer: 'prediction-8', producer, runs: [run] });

    expect(text.join('\n')).toContain(
      'wrote prediction-8, prediction-0, prediction-1, prediction-2, prediction-3 and 4 more',
    );
  });

  test('of a thousand sources names some and counts the rest', () => {
    const inputs = Array.from({ length: 1_005 }, (_, index) => `shard-${index}`);
    const run = runView({ id: 'r', component: 'join', inputs });

    const text = lines('trace', { ...trace, producer: { state: 'ok', run: 'r' }, runs: [run] });

    expect(text[1]).toMatch(/raw sources: shard-0, .*shard-4 and 1,000 more$/);
  });
});

describe('an impact', () => {
  test('of a run begins at what read its outputs', () => {
    const { pointer: _, ...others } = answers.impact;

    const text = lines('impact', {
      ...others,
      run: 'train-1',
      runs: [score],
      edges: [{ from: score.id, to: 'train-1', pointer: 'model.pkl' }],
    });

    expect(text[0]).toBe('run train-1  as of 2020-06-01 00:00:00Z');
    expect(text[1]).toBe('reached 1 run (score 1), which wrote 1 pointer');
    expect(text[3]).toContain(`└─ score  ${score.id}`);
  });

  test('of what nobody read says so', () => {
    const text = lines('impact', { ...answers.impact, runs: [], edges: [] });

    expect(text.at(-1)).toBe('No known run was made from it.');
  });
});

describe('an empty answer', () => {
  test.each([
    ['recent', 'No run has started up to 2020-06-01 00:00:00Z.'],
    ['components', 'No component matches.'],
    ['tags', 'No component has a tag.'],
    ['map', 'No component matches.'],
    ['labels', 'Nothing is labelled.'],
    ['retracted', 'No label is retracted as of 2020-06-01 00:00:00Z.'],
    ['review', 'Nothing is flagged as of 2020-06-01 00:00:00Z.'],
    [
      'stale',
      'Nothing is stale: the latest runs of 5 components, 5 runs checked.  as of 2020-06-01 00:00:00Z',
    ],
  ] as const)('of %s is a sentence', (name, sentence) => {
    const empty = {
      ...answers[name],
      runs: [],
      components: [],
      tags: [],
      flagged: [],
      labels: [],
      nodes: [],
    };

    expect(lines(name, { ...empty, truncated: false, notes: [] })).toEqual([sentence]);
  });
});

describe('what is stale', () => {
  const own = { kind: 'old', clock: 'now', dependency: 'd', message: 'own' } as const;
  const inherited = (index: number): StaleReason => ({
    kind: 'fresher',
    clock: 'now',
    dependency: 'd',
    message: `inherited ${index}`,
    transitive: true,
  });
  const staleLines = (reasons: readonly StaleReason[], staleOmitted: number): readonly string[] => {
    const run = runView({ id: 'r', component: 'score', stale: reasons, staleOmitted });
    return lines('stale', { ...answers.stale, runs: [run] }).slice(3);
  };

  test('is told with its own reasons in full and three inherited ones, the rest is counted', () => {
    const reasons = [own, own, own, own, ...[1, 2, 3, 4, 5].map(inherited)];

    const text = staleLines(reasons, 0);

    expect(text.filter((reason) => reason.endsWith('own'))).toHaveLength(4);
    expect(text.slice(4)).toEqual([
      '  ! stale now: inherited 1 (inherited)',
      '  ! stale now: inherited 2 (inherited)',
      '  ! stale now: inherited 3 (inherited)',
      '  … and 2 more inherited reasons (--json shows all)',
    ]);
  });

  test('claims no more of --json than the answer holds', () => {
    const text = staleLines([1, 2, 3, 4].map(inherited), 7);

    expect(text.at(-1)).toBe('  … and 8 more inherited reasons (--json shows 4)');
  });

  test('shortens the ids of a chain on a terminal, also of runs that are shown nowhere else', () => {
    const far = '81f2a3577b34da6a3ce929d0e0e47360:11aa0ba902b700f0';
    const run = { ...score, stale: [{ ...inherited(1), chain: [score.id, far] }] };

    const blocks = present('stale', { ...answers.stale, runs: [run] }, { shortRunIds: true });

    expect(print(blocks, { terminal: false, colour: false })).toContain(
      'by way of 4bf92f3577b3 → 81f2a3577b34)',
    );
  });
});

test('a review that a limit has cut does not say that its runs are all', () => {
  const [headline] = lines('review', { ...answers.review, truncated: true });

  expect(headline).toContain('; at least 2 runs took part in them;');
});

test('a review without failures has no column for them', () => {
  const rank = { count: 1, coverage: 1, baselineCount: 0, lift: null, confidence: null };
  const run = { ...train, ...rank };

  expect(lines('review', { ...answers.review, runs: [run] }).join('\n')).not.toContain('FAILED');
});

test('the pointers that carry a label are told with their distance and version', () => {
  const text = lines('labels', {
    asOf,
    label: 'gdpr',
    retracted: true,
    retractedAt: asOf,
    reason: null,
    by: null,
    carriers: [
      {
        pointer: 'rides.csv',
        namespace: '',
        direct: true,
        depth: 0,
        run: null,
        component: null,
        current: true,
        reason: null,
        by: 'ada',
        at: asOf,
      },
      {
        pointer: 'model.pkl',
        namespace: '',
        direct: false,
        depth: 2,
        run: 'train-1',
        component: 'train',
        current: false,
        reason: null,
        by: null,
        at: null,
      },
    ],
    truncated: true,
    notes: ['It reaches more than 2 runs: raise --limit.'],
  });

  expect(text).toEqual([
    'gdpr is carried by at least 2 pointers  RETRACTED 2020-06-01 00:00:00Z  as of 2020-06-01 00:00:00Z',
    '',
    'POINTER\tHOW\tCOMPONENT OR BY\tRUN\tNOW',
    'rides.csv\tlabelled\tada\t-\tcurrent',
    'model.pkl\t2 down\ttrain\ttrain-1\toverwritten',
    'note: It reaches more than 2 runs: raise --limit.',
  ]);
});

test('a question that is newer than this program is shown as its JSON', () => {
  const blocks = present('later', { same: true }, { shortRunIds: true });

  expect(print(blocks, { terminal: true, colour: false })).toBe('{\n  "same": true\n}\n');
});

test('under a focus nothing is called a source: its writer may only be left out', () => {
  const focused = { ...answers.trace, leftOut: 3 };

  const text = lines('trace', focused);

  expect(lines('trace', answers.trace).join('\n')).toContain('source: no known run wrote it');
  expect(text.join('\n')).not.toContain('source');
});
