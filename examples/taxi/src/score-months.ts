import { DemoFailedError } from './errors.ts';
import type { Outcome } from './feedback.ts';
import { accuracyIf, type Event, runPipeline } from './pipeline.ts';
import type { WorkFolder } from './places.ts';
import { startTelemetry } from './telemetry.ts';

/** Runs the pipeline with its spans sent to the service, and prints how right each month was; gives May's outcomes. */
export async function scoreMonths(url: string, folder: WorkFolder): Promise<Outcome[]> {
  const started = performance.now();
  console.log(
    '\nThe pipeline predicts for real taxi rides of 2020 whether the tip will be 20 % or more.\n' +
      'Each line below is several real runs: ingest, clean, features, then split, train and evaluate\n' +
      'for a new model, or inference and feedback for a month of predictions.\n',
  );

  const telemetry = startTelemetry(url);
  const events: Event[] = [];
  for await (const event of runPipeline(folder)) {
    events.push(event);
    console.log(lineOf(event));
  }
  const { delivered, problems } = await telemetry.stop();
  if (problems.length > 0 || delivered === 0) {
    const why = problems.join('\n') || 'none was sent; is OTEL_SDK_DISABLED set?';
    throw new DemoFailedError(`Not all spans of the pipeline reached the service:\n${why}`);
  }

  const may = events.find((event) => event.kind === 'scored' && event.month === '2020-05');
  if (may?.kind !== 'scored') throw new DemoFailedError('The pipeline did not score 2020-05.');
  const byNewModel = await accuracyIf('2020-05', 'v2', folder);
  console.log(
    `\nMay is much worse. Model v2 was there already and would have been right for ${percent(byNewModel)} of\n` +
      `May, but the deployment went on using v1. Suppose that nobody knows this yet.\n` +
      `(${delivered} spans delivered, ${seconds(started)} s.)`,
  );
  return may.outcomes;
}

function lineOf(event: Event): string {
  const right = `${percent(event.accuracy)} right`;
  return event.kind === 'trained'
    ? `  ${event.month}  trains model ${event.version}     ${right} on rides kept back`
    : `  ${event.month}  scored by model ${event.version}  ${right}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

function seconds(startedMs: number): string {
  return ((performance.now() - startedMs) / 1000).toFixed(1);
}
