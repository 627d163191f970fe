import { errorMonitor } from 'node:events';
import { finished, type Stream } from 'node:stream';
import { types } from 'node:util';
import { nowMicros } from './clock.ts';
import { guarded } from './counters.ts';
import type { RunEnding } from './run-ending.ts';

/** All runs that have one stream as their result: it has our listeners once, however many they are. */
interface Watch {
  readonly endings: Set<RunEnding>;
  /** Beside the endings, which hold arguments and perhaps the stream itself. */
  readonly abandonments: Set<RunEnding['abandon']>;
}

interface StreamState {
  readonly errored?: unknown;
  readonly destroyed?: boolean;
  readonly readableEnded?: boolean;
  readonly writableFinished?: boolean;
}

const watches = new WeakMap<Stream, Watch>();
const dropped = new FinalizationRegistry<Watch['abandonments']>((abandonments) => {
  for (const abandon of abandonments) abandon(nowMicros());
});

/**
 * Ends the run with the stream, without reading from it or handling its errors: listeners on
 * `errorMonitor` leave an error that nobody handles an uncaught one, unlike `stream.finished`.
 *
 * A stream that is destroyed without an error ends the run well when it can be read (the reader had
 * enough), as failed when it can only be written.
 */
export function followNodeStream(stream: Stream, ending: RunEnding): void {
  const known = watches.get(stream);
  if (known !== undefined) {
    known.endings.add(ending);
    known.abandonments.add(ending.abandon);
    return;
  }
  const state = stream as StreamState;
  const watch: Watch = { endings: new Set([ending]), abandonments: new Set([ending.abandon]) };

  const settle = (tell: (ending: RunEnding) => void): void => {
    for (const [event, listener] of listeners) stream.removeListener(event, listener);
    watches.delete(stream);
    dropped.unregister(watch);
    for (const each of watch.endings) guarded('the end of a stream', undefined, () => tell(each));
  };
  const fail = (error: unknown): void => {
    if (isBrokenOff(state, error)) settle((each) => each.succeed(stream));
    else settle((each) => each.fail(error));
  };
  const complete = (): void => {
    if (isComplete(state)) settle((each) => each.succeed(stream));
  };
  const close = (): void => {
    if (isComplete(state) || state.readableEnded !== undefined) {
      settle((each) => each.succeed(stream));
    } else fail(new PrematureCloseError());
  };
  const listeners: readonly (readonly [string | symbol, (...values: unknown[]) => void])[] = [
    [errorMonitor, fail],
    ['end', complete],
    ['finish', complete],
    ['close', close],
  ];

  for (const [event, listener] of listeners) stream.on(event, listener);
  watches.set(stream, watch);
  dropped.register(stream, watch.abandonments, watch);
  // Some streams come already at their end, and say nothing any more.
  if (state.errored !== undefined && state.errored !== null) fail(state.errored);
  else if (state.destroyed === true) close();
  else if (state.readableEnded !== undefined || state.writableFinished !== undefined) complete();
}

/** Ends the run with the stream. Node tells of a web stream's end without locking or reading it. */
export function followWebStream(stream: object, ending: RunEnding): void {
  const abandonments = new Set([ending.abandon]);
  dropped.register(stream, abandonments, abandonments);
  finished(stream as NodeJS.ReadableStream, (error) => {
    dropped.unregister(abandonments);
    if (error) ending.fail(error);
    else ending.succeed(stream);
  });
}

/** Streams of the old kind have no such state; for them an event is proof enough. */
function isComplete({ readableEnded, writableFinished }: StreamState): boolean {
  return readableEnded !== false && writableFinished !== false;
}

/**
 * `break` in a `for await` destroys the stream with an AbortError that has no cause; an AbortSignal
 * gives its reason as the cause.
 */
function isBrokenOff({ readableEnded }: StreamState, error: unknown): boolean {
  if (readableEnded === undefined || !types.isNativeError(error)) return false;
  return (error as NodeJS.ErrnoException).code === 'ABORT_ERR' && error.cause === undefined;
}

/** The writer went away before everything was written. */
class PrematureCloseError extends Error {
  override readonly name = 'premature_close';

  constructor() {
    super('the stream was destroyed before it was finished');
  }
}
