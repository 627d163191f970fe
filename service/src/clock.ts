/** Time as the service sees it; a test brings its own. */
export interface ServiceClock {
  /** µs since the epoch. */
  now(): bigint;
  /** Calls `task` again and again; the function that comes back ends it. */
  every(ms: number, task: () => void): () => void;
}

export const systemClock: ServiceClock = {
  now: () => BigInt(Date.now()) * 1_000n,
  every: (ms, task) => {
    const timer = setInterval(task, ms);
    // A report must not keep a process alive that has nothing else to do.
    timer.unref();
    return () => clearInterval(timer);
  },
};

/** The result, or `onTimeout()` when it takes longer; the work itself goes on. */
export async function within<T>(ms: number, work: Promise<T>, onTimeout: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(onTimeout()), ms);
  });
  try {
    return await Promise.race([work, timeout]);
  } finally {
    clearTimeout(timer);
  }
}
