import { readFile, writeFile } from 'node:fs/promises';
import { component, currentRun } from '@spantrail/instrumentation';
import { columnsOf } from './features.ts';
import * as gradientBoosting from './gradient-boosting.ts';
import { model, type TrainingJob, trainRows } from './places.ts';
import { type LabelledRow, parseLabelledRows } from './split.ts';

/** Learns gradient-boosted trees from `train.csv` and writes them as the pointer `model`. */
export const train = component(
  {
    name: 'train',
    description: 'Learns gradient-boosted trees that predict a tip of 20 % or more.',
    owner: 'ml',
    tags: ['training'],
  },
  async (job: TrainingJob): Promise<number> => {
    const run = currentRun();
    const [source, target] = [trainRows(job), model(job)];

    run.read(source);
    run.note(`model ${job.version}, learned from the rides of ${job.month}`);
    const rows = parseLabelledRows(await readFile(source.file));

    await writeFile(target.file, await trainModel(rows));
    run.wrote(target);
    run.metric('train_rows', rows.length);
    return rows.length;
  },
);

/** The model's file. */
export function trainModel(rows: readonly LabelledRow[]): Promise<Buffer> {
  return gradientBoosting.train(
    columnsOf(rows),
    rows.map(({ bigTip }) => bigTip),
  );
}
