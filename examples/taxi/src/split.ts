import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { component, currentRun } from '@spantrail/instrumentation';
import { cell, formatCsv, parseCsv } from './csv.ts';
import { type Features, parseFeatures } from './features.ts';
import { isBigTip } from './label.ts';
import { cleanRides, monthFeatures, type TrainingJob, testRows, trainRows } from './places.ts';
import { parseRides, type Ride } from './ride.ts';

/** A row to learn from or to be tested on: what the model sees, and the answer. */
export interface LabelledRow extends Features {
  readonly bigTip: boolean;
}

/** Adds the answers to a month's features and keeps every fifth row back for testing. */
export const split = component(
  {
    name: 'split',
    description: 'Adds the answers and keeps every fifth ride back for testing.',
    owner: 'ml',
    tags: ['training'],
  },
  async (job: TrainingJob): Promise<number> => {
    const run = currentRun();
    const [seen, truth] = [monthFeatures(job), cleanRides(job)];
    const [forTraining, forTesting] = [trainRows(job), testRows(job)];

    run.read(seen);
    run.read(truth);
    const rows = withAnswers(
      parseFeatures(await readFile(seen.file)),
      parseRides(await readFile(truth.file)),
    );
    const { train, test } = splitRows(rows);

    await mkdir(dirname(forTraining.file), { recursive: true });
    await writeFile(forTraining.file, formatCsv(train));
    await writeFile(forTesting.file, formatCsv(test));
    run.wrote({ ...forTraining, rows: train.length });
    run.wrote({ ...forTesting, rows: test.length });
    return train.length;
  },
);

/** Joins by the ride's number; a ride without an answer is left out. */
export function withAnswers(rows: readonly Features[], rides: readonly Ride[]): LabelledRow[] {
  const answers = new Map(rides.map((ride) => [ride.ride, isBigTip(ride)]));
  return rows.flatMap((row) => {
    const bigTip = answers.get(row.ride);
    return bigTip === undefined ? [] : [{ ...row, bigTip }];
  });
}

/** By the ride's number, so that it is the same every time. */
export function splitRows(rows: readonly LabelledRow[]): {
  train: LabelledRow[];
  test: LabelledRow[];
} {
  return {
    train: rows.filter(({ ride }) => ride % 5 !== 0),
    test: rows.filter(({ ride }) => ride % 5 === 0),
  };
}

export function parseLabelledRows(text: string | Uint8Array): LabelledRow[] {
  const answers = parseCsv(text).map((row) => cell(row, 'bigTip') === 'true');
  return parseFeatures(text).map((row, index) => ({ ...row, bigTip: answers[index] === true }));
}
