const pending = new Set<Promise<void>>();

/** Remembers work that goes on behind the caller's back, so that `flush` can wait for it. */
export function keepPending(work: Promise<void>): void {
  pending.add(work);
  const forget = (): void => {
    pending.delete(work);
  };
  work.then(forget, forget);
}

/**
 * Waits until every run that has returned is also on its way to the exporter: its digests are made,
 * its asynchronous triggers have ended, or their time-outs have passed. Runs whose generator or
 * stream is still open are not waited for. Never rejects.
 *
 * @example
 * await flush();
 * await sdk.shutdown();
 */
export async function flush(): Promise<void> {
  // Our time-outs do not keep a process alive; without this one, a process that waits for nothing
  // but a trigger that hangs would end in the middle of `await flush()`.
  const keepAlive = setInterval(() => {}, 1_000);
  try {
    while (pending.size > 0) await Promise.allSettled([...pending]);
  } finally {
    clearInterval(keepAlive);
  }
}

/** Waits for the work, but not longer than that. Says whether it was done; never rejects. */
export function doneWithin(work: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), timeoutMs);
    timer.unref();
    const done = (): void => {
      clearTimeout(timer);
      resolve(true);
    };
    work.then(done, done);
  });
}
