import { describe, expect, test } from '@jest/globals';
import { commandTable } from '../src/line/command-table.ts';
import { parseCommandLine, wantsJson } from '../src/line/parse-command-line.ts';
import { fakeGraph } from './fixtures/fake-graph.ts';
import { runInProcess } from './fixtures/run-in-process.ts';

const graph = fakeGraph();
const table = commandTable(graph.questions, graph.commands);

function valuesOf(...args: readonly string[]): unknown {
  const parsed = parseCommandLine(args, table);
  return parsed.kind === 'run' ? parsed.values : parsed.kind;
}

describe('a command line', () => {
  test('may have its options anywhere, with = or a space', () => {
    const expected = [
      ['pointer', 'p.csv'],
      ['depth', '3'],
    ];

    expect(valuesOf('trace', 'p.csv', '--depth', '3')).toEqual(expected);
    expect(valuesOf('trace', 'p.csv', '--depth=3', '--json')).toEqual(expected);
    expect(valuesOf('--json', '--depth', '3', 'trace', 'p.csv')).toEqual(expected.toReversed());
  });

  test('does not take the argument behind a bare --json for its fields', () => {
    expect(valuesOf('trace', '--json', 'p.csv')).toEqual([['pointer', 'p.csv']]);
  });

  test('takes everything behind -- as names', () => {
    expect(valuesOf('note', '--', '--help', '--json')).toEqual([
      ['run', '--help'],
      ['text', '--json'],
    ]);
    expect(wantsJson(['note', '--', '--help', '--json'])).toBe(false);
  });

  test('takes all words that are left, and each --option again, for a list', () => {
    expect(
      valuesOf('slice', 'a=1', '--where', 'x < 1', 'b=2', '--where=y = 2', '--slice', 'c=3'),
    ).toEqual([
      ['slice', 'a=1'],
      ['where', 'x < 1'],
      ['slice', 'b=2'],
      ['where', 'y = 2'],
      ['slice', 'c=3'],
    ]);
  });

  test('takes an argument by its name too, as a query string does', () => {
    expect(valuesOf('note', '--run', 'train-1', 'text')).toEqual([
      ['run', 'train-1'],
      ['text', 'text'],
    ]);
  });

  test.each([
    [['help'], 'help'],
    [['help', 'trace'], 'help'],
    [['trace', 'x', '-h'], 'help'],
    [['--version'], 'version'],
    [['trace', '--version'], 'version'],
  ])('%j asks for the %s', (args, kind) => {
    expect(parseCommandLine(args, table).kind).toBe(kind);
  });

  test('of each command help shows an example that parses as this command', () => {
    for (const command of table) {
      const words = command.example.match(/'[^']*'|\S+/g) ?? [];
      const parsed = parseCommandLine(
        words.map((word) => word.replaceAll("'", '')),
        table,
      );

      expect(parsed).toMatchObject({ kind: 'run', command: { name: command.name } });
    }
  });
});

describe('a store', () => {
  test('is opened read-only for a question, writable for a command, and closed after each', async () => {
    const asked = fakeGraph();

    await runInProcess(['tags', '--store', 'memory:'], { graph: asked });
    await runInProcess(['flag', 'x', '--store', 'memory:'], { graph: asked });
    await runInProcess(['trace', 'nowhere.csv', '--store', 'memory:'], { graph: asked });

    expect(asked.opened.map(({ readOnly }) => readOnly)).toEqual([true, false, true]);
    expect(asked.closed).toHaveLength(3);
  });

  test('that is missing is not made by a command that writes', async () => {
    const asked = fakeGraph();

    const { exitCode } = await runInProcess(['flag', 'x', '--store', 'file:no/such.db'], {
      graph: asked,
    });

    expect(exitCode).toBe(3);
    expect(asked.opened).toEqual([]);
  });
});

describe('stale --check', () => {
  test('exits with 1 when something is stale, and stale alone with 0', async () => {
    const stale = ['stale', '--store', 'memory:'];

    expect((await runInProcess(stale)).exitCode).toBe(0);
    expect((await runInProcess([...stale, '--check'])).exitCode).toBe(1);
  });

  test('of a breached objective exits with 1 when it is to be checked', async () => {
    const sla = ['sla', 'train', 'accuracy', '--at-least', '0.8', '--store', 'memory:'];

    expect((await runInProcess(sla)).exitCode).toBe(0);
    expect((await runInProcess([...sla, '--check'])).exitCode).toBe(1);
  });

  test('exits with 3, not 1, when it could not ask', async () => {
    const { exitCode } = await runInProcess(['stale', '--check', '--store', 'bolt://away']);

    expect(exitCode).toBe(3);
  });
});

describe('what is printed', () => {
  test('has no colour with NO_COLOR, but keeps its columns', async () => {
    const { stdout } = await runInProcess(['recent', '--store', 'memory:'], {
      terminal: true,
      environment: { NO_COLOR: '1' },
    });

    expect(stdout).not.toContain('\u001b');
    expect(stdout).toContain('ingest     ingest-10 ');
  });

  test('repeats no password in a hint', async () => {
    const { stdout } = await runInProcess(['flag', 'x', '--store', 'neo4j://me:secret@host'], {
      terminal: true,
    });

    expect(stdout).toContain('is flagged');
    expect(stdout).not.toMatch(/secret|next:/);
  });

  test('hints by the way that the program was started', async () => {
    const { stdout } = await runInProcess(['flag', 'x', '--store', 'memory:'], {
      terminal: true,
      environment: { npm_command: 'exec', NO_COLOR: '1' },
    });

    expect(stdout).toContain('next: npx spantrail review --store memory:\n');
  });
});
