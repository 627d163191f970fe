import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { component, currentRun } from '@spantrail/instrumentation';
import { formatCsv } from './csv.ts';
import { type Prediction, parsePredictions } from './inference.ts';
import { isBigTip } from './label.ts';
import { cleanRides, type MonthJob, monthFeedback, monthPredictions } from './places.ts';
import { parseRides, type Ride } from './ride.ts';
import { accuracyObjective } from './triggers.ts';

/** A prediction next to what happened. */
export interface Outcome extends Prediction {
  readonly reallyBigTip: boolean;
}

export interface FeedbackResult {
  readonly accuracy: number;
  readonly outcomes: Outcome[];
}

/** Holds a month's predictions against the tips that were really given. */
export const feedback = component(
  {
    name: 'feedback',
    description: 'Holds predictions against the tips that were given.',
    owner: 'ml',
    tags: ['serving'],
    afterRun: [accuracyObjective],
  },
  async (job: MonthJob): Promise<FeedbackResult> => {
    const run = currentRun();
    const [predicted, truth, target] = [monthPredictions(job), cleanRides(job), monthFeedback(job)];

    run.read(predicted);
    run.read(truth);
    run.slice('month', job.month);
    const outcomes = outcomesOf(
      parsePredictions(await readFile(predicted.file)),
      parseRides(await readFile(truth.file)),
    );

    await mkdir(dirname(target.file), { recursive: true });
    await writeFile(target.file, formatCsv(outcomes));
    run.wrote({ ...target, rows: outcomes.length });
    const accuracy = accuracyOfOutcomes(outcomes);
    run.metric('accuracy', accuracy);
    return { accuracy, outcomes };
  },
);

export function outcomesOf(predictions: readonly Prediction[], rides: readonly Ride[]): Outcome[] {
  const answers = new Map(rides.map((ride) => [ride.ride, isBigTip(ride)]));
  return predictions.flatMap((prediction) => {
    const reallyBigTip = answers.get(prediction.ride);
    return reallyBigTip === undefined ? [] : [{ ...prediction, reallyBigTip }];
  });
}

export function accuracyOfOutcomes(outcomes: readonly Outcome[]): number {
  return outcomes.filter(isRight).length / outcomes.length;
}

export function isRight({ bigTip, reallyBigTip }: Outcome): boolean {
  return bigTip === reallyBigTip;
}
