import { describe, expect, test } from '@jest/globals';
import { golden } from './fixtures/golden.ts';
import { runInProcess } from './fixtures/run-in-process.ts';

const story = ['--store', 'memory:'];
const calls: Readonly<Record<string, readonly string[]>> = {
  trace: ['trace', 'predictions/2020-05.csv'],
  impact: ['impact', 'rides/2020-05.csv.gz'],
  inspect: ['inspect', '4bf9'],
  compare: ['compare', 'train-1', 'train-2'],
  history: ['history', 'train'],
  recent: ['recent'],
  components: ['components'],
  tags: ['tags'],
  labels: ['labels'],
  retracted: ['retracted'],
  map: ['map'],
  sla: ['sla', 'train', 'accuracy', '--at-least', '0.8'],
  stale: ['stale'],
  review: ['review'],
  queries: ['queries'],
  query: ['query', '--cypher', 'MATCH (c:Component) RETURN c', '--param', 'a=1', '--param', 'b=2'],
  slice: ['slice', 'country=de', 'plan=pro', '--where', 'accuracy < 0.8'],
  flag: ['flag', 'predictions/2020-05.csv', '--reason', 'wrong'],
  unflag: ['unflag', '--all'],
  forget: ['forget', 'riders/77/trips.csv'],
  forgotten: ['forgotten', 'riders/77/trips.csv'],
  note: ['note', 'train-1', 'retrained by hand'],
  label: ['label', 'rides/2020-05.csv.gz', 'gdpr', '--reason', 'a rider asked'],
  retract: ['retract', 'gdpr', '--reason', 'a rider withdrew consent'],
  retain: ['retain', '--keep', '90d'],
  schema: ['schema', '--apply'],
  clear: ['clear', '--yes'],
};

describe.each(Object.entries(calls))('%s', (name, call) => {
  const args = [...call, ...story];

  test('is laid out for the eye on a terminal', async () => {
    const { committed, actual } = golden(
      `${name}.terminal`,
      args,
      await runInProcess(args, { terminal: true }),
    );

    expect(actual).toBe(committed);
  });

  test('is plain, whole and parted by tabs in a pipe', async () => {
    const { committed, actual } = golden(`${name}.pipe`, args, await runInProcess(args));

    expect(actual).toBe(committed);
  });

  test('prints its answer as it is with --json', async () => {
    const outcome = await runInProcess([...args, '--json']);
    const { committed, actual } = golden(`${name}.json`, [...args, '--json'], outcome);

    expect(actual).toBe(committed);
  });

  test('tells what it takes with --help', async () => {
    const help = [name, '--help'];
    const { committed, actual } = golden(`${name}.help`, help, await runInProcess(help));

    expect(actual).toBe(committed);
  });
});

test.each(['trace', 'impact', 'map'])('%s is drawn for Mermaid and for Graphviz', async (name) => {
  for (const language of ['mermaid', 'dot']) {
    const args = [...(calls[name] ?? []), `--${language}`, ...story];
    const { committed, actual } = golden(`${name}.${language}`, args, await runInProcess(args));

    expect(actual).toBe(committed);
  }
});

const failures: Readonly<Record<string, readonly string[]>> = {
  'not-found': ['trace', 'nowhere.csv', ...story],
  'unknown-command': ['tarce', 'x'],
  'unknown-option': ['trace', 'x', '--dept', '3'],
  'missing-argument': ['trace', ...story],
  'one-argument-too-many': ['trace', 'a', 'b'],
  'missing-value': ['trace', 'x', '--depth'],
  'value-that-is-an-option': ['flag', 'x', '--reason', '--json', ...story],
  'value-out-of-range': ['trace', 'x', '--depth', '0', ...story],
  'given-twice': ['trace', 'x', '--depth', '1', '--depth', '2', ...story],
  'two-forms': ['trace', 'x', '--mermaid', '--json', ...story],
  'no-cypher-file': ['query', 'nowhere.cypher', ...story],
  'no-such-list': ['slice', '--pointers', 'wrong.txt', ...story],
  'no-command': [],
  'no-such-store': ['trace', 'x', '--store', './lineage.db'],
  'two-places': ['recent', '--url', 'http://127.0.0.1:1', '--store', 'memory:'],
  'bad-url': ['recent', '--url', 'localhost:4319'],
  'missing-store-file': ['recent', '--store', 'file:does/not/exist.db'],
  'store-away': ['recent', '--store', 'bolt://127.0.0.1:1'],
  'service-away': ['recent', '--url', 'http://127.0.0.1:1'],
  'unknown-field': ['recent', '--json=componnet', ...story],
  'bad-listen': ['serve', '--listen', '4319'],
  'export-has-no-json': ['export', '--json', ...story],
  'import-of-no-file': ['import', 'does/not/exist.jsonl', ...story],
  'something-broke': ['trace', 'broken', ...story],
};

describe.each(Object.entries(failures))('a call that fails: %s', (name, args) => {
  test('is told once, in one line or one JSON object, with its exit code', async () => {
    const { committed, actual } = golden(`fails.${name}`, args, await runInProcess(args));

    expect(actual).toBe(committed);
  });
});

test.each(['export', 'import', 'serve'])('%s tells what it takes with --help', async (name) => {
  const help = [name, '--help'];
  const { committed, actual } = golden(`${name}.help`, help, await runInProcess(help));

  expect(actual).toBe(committed);
});

test('the help names every command, the places asked and the exit codes', async () => {
  const { committed, actual } = golden('help', ['--help'], await runInProcess(['--help']));

  expect(actual).toBe(committed);
});
