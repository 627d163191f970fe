import { DemoFailedError } from './errors.ts';
import { isRight, type Outcome } from './feedback.ts';
import { hasPointer, predictionPointer } from './inference.ts';
import type { SpantrailCli } from './spantrail-cli.ts';

const FLAGGED = 5;

/** The questions that follow from a bad month, each asked by the command that a user would type. */
export async function tour(cli: SpantrailCli, may: readonly Outcome[]): Promise<void> {
  say('1. What ran last? Everything below was inferred from spans; nothing was declared.');
  await cli.show('recent', '--limit', '10');

  const wrong = may.filter(hasPointer).filter((outcome) => !isRight(outcome));
  if (wrong.length < FLAGGED)
    throw new DemoFailedError(`Only ${wrong.length} sampled predictions of May are wrong.`);
  const flagged = wrong.slice(0, FLAGGED);
  say(
    `2. Of the ${may.filter(hasPointer).length} predictions of May that have a name of their own, ${wrong.length} were wrong.\n` +
      `   Flag ${FLAGGED} of them. The number is the ride's row in the raw file.`,
  );
  for (const outcome of flagged) {
    await cli.show('flag', pointerOf(outcome), '--reason', reasonOf(outcome));
  }

  say(
    '3. What do the flagged predictions have in common? The runs most of them came through rank first.',
  );
  await cli.show('review');

  const [first] = flagged;
  if (first === undefined) return;
  const pointer = pointerOf(first);
  say(
    `4. Where did one of them come from? Read the tree downwards, from the prediction back to the\n` +
      `   raw files: rides/2020-05.csv.gz is the ride's own month, rides/2020-01.csv.gz taught the model.`,
  );
  await cli.show('trace', pointer);

  say('5. Which code and data made the model behind it?');
  await cli.show('inspect', await runOf(cli, pointer, 'train'));

  say(
    '6. And is anything stale? "fresher": the run used a model although a newer one had been trained.\n' +
      '   "trigger": it used the work of a run whose own check had failed.',
  );
  await cli.show('stale', pointer);
}

function pointerOf({ ride }: Outcome): string {
  return predictionPointer('2020-05', ride);
}

function reasonOf({ bigTip }: Outcome): string {
  return bigTip ? 'predicted a big tip, there was none' : 'predicted no big tip, there was one';
}

/** The run of a component in a pointer's trace; the nearest when there are several. */
async function runOf(cli: SpantrailCli, pointer: string, component: string): Promise<string> {
  const { runs } = await cli.ask<{ runs: Array<{ id: string; component: string }> }>(
    'trace',
    pointer,
  );
  const run = runs.find((candidate) => candidate.component === component);
  if (run === undefined)
    throw new DemoFailedError(`The trace of ${pointer} has no run of ${component}.`);
  return run.id;
}

function say(text: string): void {
  console.log(`\n\n${text}`);
}
