import { readFile } from 'node:fs/promises';
import { component, currentRun } from '@spantrail/instrumentation';
import { predictRows } from './inference.ts';
import { model, type TrainingJob, testRows } from './places.ts';
import { type LabelledRow, parseLabelledRows } from './split.ts';

/** Measures a new model on the rides that it did not learn from. */
export const evaluate = component(
  {
    name: 'evaluate',
    description: 'Measures a new model on the rides that were kept back.',
    owner: 'ml',
    tags: ['training'],
  },
  async (job: TrainingJob): Promise<number> => {
    const run = currentRun();
    const [trained, source] = [model(job), testRows(job)];

    run.read(trained);
    run.read(source);
    const rows = parseLabelledRows(await readFile(source.file));

    const accuracy = await accuracyOf(await readFile(trained.file), rows);
    run.metric('test_accuracy', accuracy);
    return accuracy;
  },
);

/** The share of rows for which the model says what happened. */
export async function accuracyOf(
  modelFile: Uint8Array,
  rows: readonly LabelledRow[],
): Promise<number> {
  const predictions = await predictRows(modelFile, rows);
  const right = predictions.filter(({ bigTip }, index) => bigTip === rows[index]?.bigTip);
  return right.length / rows.length;
}
