import { Stream } from 'node:stream';
import { types } from 'node:util';
import { report } from './counters.ts';
import { followGenerator } from './follow-generator.ts';
import { followNodeStream, followWebStream } from './follow-stream.ts';
import type { StartedRun } from './start-run.ts';

/**
 * Ends the run when its result is complete, and gives the caller the result: the object itself, but
 * for plain promises and generators, which have to be wrapped. Never throws.
 *
 * A thenable that is no promise is not touched, and the run ends with it: query builders start their
 * work again at each `then`. A Proxy is not looked into either.
 */
export function followResult<Result>(result: Result, started: StartedRun): Result {
  const { ending } = started;
  try {
    if (typeof result === 'object' && result !== null && !types.isProxy(result)) {
      if (types.isPromise(result)) return followPromise(result, started) as Result;
      if (types.isGeneratorObject(result)) return followGenerator(result, started) as Result;
      if (isWatchable(result)) {
        followNodeStream(result, ending);
        return result;
      }
      if (result instanceof ReadableStream || result instanceof WritableStream) {
        followWebStream(result, ending);
        return result;
      }
    }
  } catch (error) {
    report('failures', 'a result could not be watched', error);
  }
  ending.succeed(result);
  return result;
}

/** The process's own output streams are never finished while it lives. */
function isWatchable(result: object): result is Stream {
  return result instanceof Stream && !('_isStdio' in result);
}

/**
 * A plain promise is replaced by one derived from it: to watch it from the side would count as
 * handling its rejection, and hide a failure that nobody handles. A promise with something special to
 * it (a subclass, own properties) has to stay itself and is watched from the side.
 */
function followPromise(promise: Promise<unknown>, started: StartedRun): Promise<unknown> {
  const { ending } = started;
  const plain =
    Object.getPrototypeOf(promise) === Promise.prototype &&
    Object.getOwnPropertyNames(promise).length === 0;
  if (plain) {
    return promise.then(
      (value) => followResult(value, started),
      (error: unknown) => {
        ending.fail(error);
        throw error;
      },
    );
  }
  // Not `promise.then`: a subclass may start work there.
  Promise.prototype.then.call(
    promise,
    (value) => ending.succeed(value),
    (error: unknown) => ending.fail(error),
  );
  return promise;
}
