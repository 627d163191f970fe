import type { ContentRow, IoContent, IoRow, LineageStore, RunRow } from '../lineage-store.ts';

export type IoWithContent = IoRow & IoContent;
export type RunWithContents = RunRow<IoWithContent>;

const UNKNOWN: IoContent = { digest: null, rows: null, bytes: null };

/** The same run, with what is known of the content of its inputs and outputs. */
export async function withContents(store: LineageStore, run: RunRow): Promise<RunWithContents> {
  return completed(run, await contentsOf(store, [run]));
}

/** The same of many runs, by key. */
export async function allWithContents(
  store: LineageStore,
  runs: ReadonlyMap<string, RunRow>,
): Promise<ReadonlyMap<string, RunWithContents>> {
  const contents = await contentsOf(store, [...runs.values()]);
  return new Map([...runs].map(([key, run]) => [key, completed(run, contents)]));
}

type Contents = ReadonlyMap<string, IoContent>;
type Side = Pick<ContentRow, 'run' | 'direction' | 'pointer'>;

async function contentsOf(store: LineageStore, runs: readonly RunRow[]): Promise<Contents> {
  const rows = await store.contents(runs.map(({ key }) => key));
  return new Map(
    rows.map((row) => [idOf(row), { digest: row.digest, rows: row.rows, bytes: row.bytes }]),
  );
}

function completed(run: RunRow, contents: Contents): RunWithContents {
  const complete = (direction: Side['direction'], io: readonly IoRow[]): IoWithContent[] =>
    io.map((one) => {
      const side = { run: run.key, direction, pointer: one.pointer };
      return { ...one, ...(contents.get(idOf(side)) ?? UNKNOWN) };
    });
  return {
    ...run,
    inputs: complete('input', run.inputs),
    outputs: complete('output', run.outputs),
  };
}

function idOf({ run, direction, pointer }: Side): string {
  return JSON.stringify([run, direction, pointer]);
}
