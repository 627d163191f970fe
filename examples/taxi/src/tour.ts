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

  say(
    '1. What ran last? Each line is a span that the pipeline sent. TROUBLE already says that checks failed\n' +
      '   and that something is stale: the runs that depend on each other were found out, not declared.',
  );
  await cli.show('recent', '--limit', '8');

  say(
    `2. Flag ${FLAGGED} of May's wrong predictions, as feedback found them. The number is the ride's row in the raw file.`,
  );
  for (const outcome of flagged) {
    await cli.show('flag', pointerOf(outcome), '--reason', reasonOf(outcome));
  }

  say(
    '3. What do they have in common? First come the runs that made flagged predictions and few others. LIFT 1\n' +
      '   means: as common among predictions that nobody flagged. So look at the runs of May, and at `clean`.',
  );
  await cli.show('review');

  say(
    '4. Where did one of them come from? The tree goes from the prediction back to the raw files:\n' +
      '   rides/2020-05.csv.gz is the month of the ride, rides/2020-01.csv.gz taught the model.\n' +
      '   "✗" is a check that failed, "!" says that the run used something stale.',
  );
  await cli.show('trace', pointer);
  const caused = wrong.filter(({ ride }) => withoutPayment.has(ride)).length;
  say(
    `   So it is: row ${traced.ride} of rides/2020-05.csv.gz has no payment_type. \`clean\` filled in "card", and\n` +
      `   card payers tip. That happened to ${caused} of the ${wrong.length} wrong predictions of May.`,
  );

  say(
    '5. Which code and data made the model that was used? The digest under "wrote" is that of the file that\n' +
      '   `inference` read; this is how Spantrail knows that it was this training and not a later one.',
  );
  await cli.show('inspect', await runOf(cli, pointer, 'train'));

  say(
    '6. Is the prediction stale? "train has a fresher ok run": a newer model exists that was not used. Switching\n' +
      '   to it is the remedy. What is inherited comes from runs further up, like the failed check of `clean`.',
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
