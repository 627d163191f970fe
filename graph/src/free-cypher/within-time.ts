import { CypherTimeoutError } from '../errors.ts';

/**
 * Bounds how long the asker waits, whatever the engine does.
 *
 * @throws CypherTimeoutError
 */
export async function withinTime<T>(
  work: Promise<T>,
  { timeoutMs, told }: { readonly timeoutMs: number; readonly told: string },
): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new CypherTimeoutError(told)), timeoutMs);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
