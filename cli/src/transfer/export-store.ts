import { open, rename, rm } from 'node:fs/promises';
import { UsageError } from '@spantrail/graph';
import { choosePlace } from '../ask/place.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandLine } from '../line/parse-command-line.ts';
import type { Surroundings, TextSink } from '../surroundings.ts';
import { count } from '../text/figures.ts';
import { codeOf } from '../thrown.ts';
import { progressOn } from './progress.ts';
import { transferPlace } from './transfer-place.ts';

/** `spantrail export [FILE|-]`: the file is there when it is whole, never before. */
export async function exportStore(
  run: CommandLine & { kind: 'run' },
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { environment, graph, now, stdout, stderr } = surroundings;
  const file = run.values.find(([name]) => name === 'file')?.[1] ?? '-';
  if (file === '') throw new UsageError('"file" is empty.', 'file');
  if (run.output.kind === 'fields' || (file === '-' && run.output.kind === 'json')) {
    throw new UsageError('"export" prints JSON Lines of its own: it has no such --json.', 'json');
  }
  const place = await transferPlace(choosePlace(run, environment), {
    graph,
    now,
    token: environment.SPANTRAIL_TOKEN || null,
    writes: false,
  });
  const progress = progressOn(stderr, 'exported');
  try {
    const lines = counted(place.exported(), progress.told);
    if (file === '-') {
      for await (const text of lines.chunks) await written(stdout, text);
    } else {
      await writeWhole(file, lines.chunks);
    }
    progress.done();
    if (file !== '-') {
      const facts = lines.facts();
      stdout.write(
        run.output.kind === 'json'
          ? `${JSON.stringify({ file, facts }, null, 2)}\n`
          : `Exported ${count(facts, 'fact')} to ${file}.\n`,
      );
    }
    return 0;
  } finally {
    progress.done();
    await place.close();
  }
}

function counted(
  chunks: AsyncIterable<string>,
  told: (facts: number) => void,
): { readonly chunks: AsyncIterable<string>; facts(): number } {
  let lines = 0;
  const facts = (): number => Math.max(0, lines - 2);
  async function* counting(): AsyncGenerator<string> {
    for await (const text of chunks) {
      for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines += 1;
      told(facts());
      yield text;
    }
  }
  return { chunks: counting(), facts };
}

async function written(sink: TextSink, text: string): Promise<void> {
  const { once } = sink;
  if (sink.write(text) === false && once !== undefined) {
    await new Promise<void>((resolve) => once.call(sink, 'drain', resolve));
  }
}

/** Only its owner may read it: it holds everything that the store holds. */
async function writeWhole(file: string, chunks: AsyncIterable<string>): Promise<void> {
  await refuseExisting(file);
  const part = `${file}.part`;
  const handle = await opened(part);
  try {
    for await (const text of chunks) await handle.write(text);
    await handle.sync();
    await handle.close();
    await refuseExisting(file);
    await rename(part, file);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

async function opened(file: string) {
  try {
    return await open(file, 'w', 0o600);
  } catch (error) {
    throw new UsageError(`Cannot write ${file}: ${codeOf(error) ?? String(error)}.`, 'file');
  }
}

async function refuseExisting(file: string): Promise<void> {
  const there = await open(file, 'r').catch(() => null);
  if (there === null) return;
  await there.close();
  throw new UsageError(`${file} is there already; name another file.`, 'file');
}
