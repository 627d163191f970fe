import { createReadStream } from 'node:fs';
import { type ImportReport, parseParameters, UsageError } from '@spantrail/graph';
import { choosePlace } from '../ask/place.ts';
import type { ExitCode } from '../exit-code.ts';
import type { CommandLine } from '../line/parse-command-line.ts';
import type { Surroundings } from '../surroundings.ts';
import { count } from '../text/figures.ts';
import { codeOf } from '../thrown.ts';
import { progressOn } from './progress.ts';
import { transferPlace } from './transfer-place.ts';

/**
 * `spantrail import FILE|-`. A file is read twice: a cut or changed one is refused before anything of
 * it is merged. The standard input can only be told to have been cut when it has ended.
 */
export async function importExport(
  run: CommandLine & { kind: 'run' },
  surroundings: Surroundings,
): Promise<ExitCode> {
  const { environment, graph, now, stdin, stdout, stderr } = surroundings;
  if (run.output.kind === 'fields') {
    throw new UsageError('"import" answers whole; use --json without fields.', 'json');
  }
  const values = parseParameters(run.command, run.values);
  const file = String(values.get('file'));
  const partial = values.get('partial') === true;
  if (file !== '-' && !partial) await graph.checkExport(textOfFile(file));
  const place = await transferPlace(choosePlace(run, environment), {
    graph,
    now,
    token: environment.SPANTRAIL_TOKEN || null,
    writes: true,
  });
  const progress = progressOn(stderr, 'imported');
  try {
    const chunks = file === '-' ? textOf(stdin) : textOfFile(file);
    const report = await place.imported(chunks, { partial, onProgress: progress.told });
    progress.done();
    stdout.write(
      run.output.kind === 'json' ? `${JSON.stringify(report, null, 2)}\n` : told(report),
    );
    return 0;
  } finally {
    progress.done();
    await place.close();
  }
}

function told({ facts, whole, notes }: ImportReport): string {
  const part = whole ? '' : ', as far as the file goes';
  return [
    `Imported ${count(facts, 'fact')}${part}.`,
    ...notes.map((note) => `note: ${note}`),
    '',
  ].join('\n');
}

/** @throws UsageError for a file that cannot be read. */
async function* textOfFile(file: string): AsyncGenerator<string> {
  const stream = createReadStream(file, { encoding: 'utf8', highWaterMark: 1_048_576 });
  try {
    for await (const text of stream) yield text as string;
  } catch (error) {
    const code = codeOf(error);
    if (code === null) throw error;
    throw new UsageError(`Cannot read ${file}: ${code}.`, 'file');
  }
}

async function* textOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const piece of bytes) yield decoder.decode(piece, { stream: true });
  yield decoder.decode();
}
