import { DemoFailedError } from './errors.ts';
import { isRight, type Outcome } from './feedback.ts';
import { hasPointer, predictionPointer } from './inference.ts';
import type { SpantrailCli } from './spantrail-cli.ts';

const FLAGGED = 5;

/**
 * The questions that follow from a bad month, each asked by the command that a user would type.
 *
 * @param withoutPayment the rides of May whose raw row has no payment type.
 */
export async function tour(
  cli: SpantrailCli,
  may: readonly Outcome[],
  withoutPayment: ReadonlySet<number>,
): Promise<void> {
  const wrong = may.filter((outcome) => !isRight(outcome));
  const flagged = wrong.filter(hasPointer).slice(0, FLAGGED);
  const traced = flagged.find(({ ride }) => withoutPayment.has(ride));
  if (traced === undefined) {
    throw new DemoFailedError('No flagged prediction of May is about a ride without payment type.');
  }
  const pointer = pointerOf(traced);

  say('1. What ran last? All of this was inferred from spans; nothing was declared.');
  await cli.show('recent', '--limit', '8');

  say(
    `2. Flag ${FLAGGED} of May's wrong predictions, as feedback found them. The number is the ride's row in the raw file.`,
  );
  for (const outcome of flagged) {
    await cli.show('flag', pointerOf(outcome), '--reason', reasonOf(outcome));
  }

  say('3. What do they have in common? The runs that all of them came through rank first.');
  await cli.show('review');

  say(
    '4. Where did one of them come from? From the prediction back to the raw files: rides/2020-05.csv.gz\n' +
      '   is the month of the ride, rides/2020-01.csv.gz taught the model. A check of `clean` had failed.',
  );
  await cli.show('trace', pointer);
  const caused = wrong.filter(({ ride }) => withoutPayment.has(ride)).length;
  say(
    `   Row ${traced.ride} of the raw file has no payment_type. \`clean\` filled in "card", and card payers tip.\n` +
      `   That happened to ${caused} of the ${wrong.length} wrong predictions of May.`,
  );

  say('5. Which code, data and figures are behind the model that was used?');
  await cli.show('inspect', await runOf(cli, pointer, 'train'));

  say(
    '6. Is it stale? "fresher": it used a model although a newer one had been trained before.\n' +
      '   "trigger": it used the work of a run whose own check had failed.',
  );
  await cli.show('stale', pointer);

  say(whatNext(cli));
}

function whatNext(cli: SpantrailCli): string {
  const commands: Array<[string, string]> = [
    [cli.line('impact', 'rides/2020-05.csv.gz'), 'everything made from a raw file'],
    [cli.line('history', 'feedback'), 'the accuracy of every month'],
    [cli.line('stale'), 'everything that is stale now'],
    [cli.line('unflag', '--all'), 'take the flags away again'],
    ['npx spantrail --help', 'all commands'],
  ];
  const width = Math.max(...commands.map(([command]) => command.length));
  const lines = commands.map(([command, answer]) => `  ${command.padEnd(width)}   ${answer}`);
  return ['What to type next:', ...lines].join('\n');
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
  if (run === undefined) {
    throw new DemoFailedError(`The trace of ${pointer} has no run of ${component}.`);
  }
  return run.id;
}

function say(text: string): void {
  console.log(`\n${text}`);
}
