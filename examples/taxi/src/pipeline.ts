// The pipeline's life from January to May, in the order in which it happens: a model is trained and
// scores month after month; a new one is trained; the old one goes on scoring, because nobody switched it.
import { readFile } from 'node:fs/promises';
import { clean } from './clean.ts';
import { accuracyOf, evaluate } from './evaluate.ts';
import { features, parseFeatures } from './features.ts';
import { feedback, type Outcome } from './feedback.ts';
import { inference } from './inference.ts';
import { ingest } from './ingest.ts';
import { cleanRides, model, monthFeatures, type WorkFolder } from './places.ts';
import { parseRides } from './ride.ts';
import { split, withAnswers } from './split.ts';
import { train } from './train.ts';

/** One thing that happened, in the order of happening. */
export type Event =
  | { kind: 'trained'; version: string; month: string; accuracy: number }
  | { kind: 'scored'; version: string; month: string; accuracy: number; outcomes: Outcome[] };

/** Runs everything; events are given as they happen. The folder's files are written anew. */
export async function* runPipeline(folder: WorkFolder): AsyncGenerator<Event> {
  await prepare('2020-01', folder);
  yield await learn('2020-01', 'v1', folder);

  for (const month of ['2020-02', '2020-03', '2020-04']) {
    await prepare(month, folder);
    yield await score(month, 'v1', folder);
  }
  yield await learn('2020-04', 'v2', folder);

  // From here on the deployment should use v2, but nobody switched it.
  await prepare('2020-05', folder);
  yield await score('2020-05', 'v1', folder);
}

async function prepare(month: string, folder: WorkFolder): Promise<void> {
  await ingest({ month, folder });
  await clean({ month, folder });
  await features({ month, folder });
}

async function learn(month: string, version: string, folder: WorkFolder): Promise<Event> {
  await split({ month, version, folder });
  await train({ month, version, folder });
  const accuracy = await evaluate({ month, version, folder });
  return { kind: 'trained', version, month, accuracy };
}

async function score(month: string, version: string, folder: WorkFolder): Promise<Event> {
  await inference({ month, version, folder });
  const { accuracy, outcomes } = await feedback({ month, folder });
  return { kind: 'scored', version, month, accuracy, outcomes };
}

/** How right another version would have been about a month that is prepared. It is no run: nothing is predicted. */
export async function accuracyIf(
  month: string,
  version: string,
  folder: WorkFolder,
): Promise<number> {
  const seen = parseFeatures(await readFile(monthFeatures({ month, folder }).file));
  const truth = parseRides(await readFile(cleanRides({ month, folder }).file));
  return accuracyOf(await readFile(model({ version, folder }).file), withAnswers(seen, truth));
}
