import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { component, currentRun } from '@spantrail/instrumentation';
import { cell, formatCsv, parseCsv } from './csv.ts';
import { columnsOf, type Features, parseFeatures } from './features.ts';
import * as gradientBoosting from './gradient-boosting.ts';
import { type MonthJob, model, monthFeatures, monthPredictions } from './places.ts';

/** Which month is scored, and by which version of the model. */
export interface InferenceJob extends MonthJob {
  readonly version: string;
}

export interface Prediction {
  readonly ride: number;
  /** The probability of a big tip, of which the prediction follows. */
  readonly probability: number;
  readonly bigTip: boolean;
}

/** Every fiftieth ride's prediction is a pointer of its own; all 10,000 would make the run's span heavy. */
const POINTER_EVERY = 50;

/** Predicts a month of rides with the model file that is deployed. */
export const inference = component(
  {
    name: 'inference',
    description: 'Predicts for each ride of a month whether its tip is big.',
    owner: 'ml',
    tags: ['serving'],
  },
  async (job: InferenceJob): Promise<Prediction[]> => {
    const run = currentRun();
    const [seen, deployed, target] = [monthFeatures(job), model(job), monthPredictions(job)];

    run.read(seen);
    run.read(deployed);
    run.note(`scored by model ${job.version}`);
    run.slice('month', job.month);
    const rows = parseFeatures(await readFile(seen.file));
    const predictions = await predictRows(await readFile(deployed.file), rows);

    await mkdir(dirname(target.file), { recursive: true });
    await writeFile(target.file, formatCsv(predictions));
    run.wrote({ ...target, rows: predictions.length });
    for (const prediction of predictions.filter(hasPointer)) {
      run.wrote({
        name: predictionPointer(job.month, prediction.ride),
        content: JSON.stringify(prediction),
      });
    }
    return predictions;
  },
);

/** The name of one ride's prediction; the number is the ride's row in the raw file. */
export function predictionPointer(month: string, ride: number): string {
  return `prediction/${month}/${ride}`;
}

export function hasPointer({ ride }: Pick<Prediction, 'ride'>): boolean {
  return ride % POINTER_EVERY === 0;
}

export async function predictRows(
  modelFile: Uint8Array,
  rows: readonly Features[],
): Promise<Prediction[]> {
  const probabilities = await gradientBoosting.predict(modelFile, columnsOf(rows));
  return rows.map(({ ride }, index) => {
    const probability = Number((probabilities[index] ?? Number.NaN).toFixed(4));
    return { ride, probability, bigTip: probability >= 0.5 };
  });
}

export function parsePredictions(text: string | Uint8Array): Prediction[] {
  return parseCsv(text).map((row) => ({
    ride: Number(cell(row, 'ride')),
    probability: Number(cell(row, 'probability')),
    bigTip: cell(row, 'bigTip') === 'true',
  }));
}
