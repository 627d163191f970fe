import { describe, expect, test } from '@jest/globals';
import { fakeGraph } from './fixtures/fake-graph.ts';
import { runInProcess } from './fixtures/run-in-process.ts';

async function json(...args: readonly string[]): Promise<unknown> {
  const { stdout } = await runInProcess([...args, '--store', 'memory:']);
  return JSON.parse(stdout);
}

describe('--json=a,b', () => {
  test('picks fields of the answer and of the rows of its main list', async () => {
    expect(await json('recent', '--json=asOf,id,state')).toEqual({
      asOf: '2020-06-01T00:00:00.000000Z',
      runs: [
        { id: 'ingest-10', state: 'running' },
        { id: 'ingest-9', state: 'failed' },
        { id: '4bf92f3577b34da6a3ce929d0e0e4736:00f067aa0ba902b7', state: 'ok' },
      ],
    });
  });

  test('means the answer by a name that both have, and the row by runs.name', async () => {
    expect(await json('history', 'train', '--json=component')).toEqual({ component: 'train' });
    expect(await json('history', 'train', '--json=runs.component')).toEqual({
      runs: [{ component: 'train' }, { component: 'train' }],
    });
  });

  test('picks from the one run of inspect', async () => {
    expect(await json('inspect', '4bf9', '--json=owner')).toEqual({ run: { owner: 'data-team' } });
  });

  test('prints rows whole when the list itself is picked', async () => {
    expect(await json('tags', '--json=tags')).toEqual({
      tags: [{ name: 'daily', components: 12 }],
    });
  });

  test('refuses a misspelt field before anything is asked or written', async () => {
    const graph = fakeGraph();

    const { exitCode } = await runInProcess(['flag', 'x', '--json=ponter', '--store', 'memory:'], {
      graph,
    });

    expect(exitCode).toBe(2);
    expect(graph.opened).toEqual([]);
  });
});

/** A summary is a field of the runs alone that retention has folded. */
function whatEveryRowHas(fields: readonly string[]): readonly string[] {
  return fields.filter((field) => field !== 'summary').sort();
}

describe('--json=?', () => {
  test.each(fakeGraph().questions.map(({ name }) => [name]))(
    'lists for %s exactly the fields that its answer has',
    async (name) => {
      const graph = fakeGraph();
      const listed = await runInProcess([name, '--json=?'], { graph });
      const { fields, main } = JSON.parse(listed.stdout) as {
        fields: string[];
        main: { name: string; fields: string[] } | null;
      };

      const required = graph.questions
        .find((question) => question.name === name)
        ?.parameters.filter((parameter) => parameter.required);
      const sought = (required ?? []).map(() => 'x');
      const answer = (await json(name, ...sought, '--json')) as Record<string, unknown>;
      const rows = main === null ? {} : answer[main.name];
      const row: unknown = Array.isArray(rows) ? rows[0] : rows;

      expect(fields).toEqual(expect.arrayContaining(Object.keys(answer)));
      expect(whatEveryRowHas(main?.fields ?? [])).toEqual(
        whatEveryRowHas(Object.keys(row as object)),
      );
      expect(graph.opened).toEqual([]);
    },
  );
});
