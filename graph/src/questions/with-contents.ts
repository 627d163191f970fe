import type {
  ContentRow,
  IoContent,
  IoRow,
  LineageStore,
  RunCode,
  RunContentsRow,
  RunRow,
} from '../lineage-store.ts';

export type IoWithContent = IoRow & IoContent;
export type RunWithContents = RunRow<IoWithContent> & RunCode;

/** Of a run that a forgetting took in between. */
const UNKNOWN = { codeVersion: null, codeDigest: null, inputs: [], outputs: [] } as const;
const UNKNOWN_CONTENT: IoContent = { type: 'other', digest: null, rows: null, bytes: null };

/** The same run, with its code and what is known of the content of its inputs and outputs. */
export async function withContents(store: LineageStore, run: RunRow): Promise<RunWithContents> {
  const [contents] = await store.contents([run.key]);
  return completed(run, contents);
}

/** The same of many runs, by key. */
export async function allWithContents(
  store: LineageStore,
  runs: ReadonlyMap<string, RunRow>,
): Promise<ReadonlyMap<string, RunWithContents>> {
  const contents = new Map(
    (await store.contents([...runs.keys()])).map((row) => [row.run, row] as const),
  );
  return new Map([...runs].map(([key, run]) => [key, completed(run, contents.get(key))]));
}

function completed(
  run: RunRow,
  { codeVersion, codeDigest, inputs, outputs }: Omit<RunContentsRow, 'run'> = UNKNOWN,
): RunWithContents {
  return {
    ...run,
    codeVersion,
    codeDigest,
    inputs: ioWith(run.inputs, inputs),
    outputs: ioWith(run.outputs, outputs),
  };
}

function ioWith(io: readonly IoRow[], contents: readonly ContentRow[]): readonly IoWithContent[] {
  const known = new Map(contents.map((row) => [row.pointer, row]));
  return io.map((one) => {
    const { type, digest, rows, bytes } = known.get(one.pointer) ?? UNKNOWN_CONTENT;
    return { ...one, type, digest, rows, bytes };
  });
}
