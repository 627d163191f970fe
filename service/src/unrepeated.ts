import type { ServiceClock } from './clock.ts';
import type { Log } from './log.ts';

const REPEATS_US = 10_000_000n;
const MESSAGES_MAX = 100;

/**
 * Says an equal message once in ten seconds; the next time with the number of those that were not said. A store that is
 * away fails every request alike, and the log must not drown in it.
 */
export function unrepeated(log: Log, clock: Pick<ServiceClock, 'now'>): Log {
  const said = new Map<string, { readonly at: bigint; unsaid: number }>();
  return (level, message, fields = {}) => {
    const key = `${level} ${message}`;
    const last = said.get(key);
    const now = clock.now();
    if (last !== undefined && now >= last.at && now - last.at < REPEATS_US) {
      last.unsaid += 1;
      return;
    }
    if (said.size >= MESSAGES_MAX) said.clear();
    said.set(key, { at: now, unsaid: 0 });
    log(level, message, last && last.unsaid > 0 ? { ...fields, unsaid: last.unsaid } : fields);
  };
}
