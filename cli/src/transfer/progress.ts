import type { TextSink } from '../surroundings.ts';
import { count } from '../text/figures.ts';

const EVERY_MS = 500;

export interface Progress {
  told(facts: number): void;
  done(): void;
}

/** A line that counts up on a terminal; nothing in a pipe, where it would be in the way. */
export function progressOn(sink: TextSink, verb: string): Progress {
  if (sink.isTTY !== true) return { told: () => undefined, done: () => undefined };
  let last = Date.now();
  let shown = false;
  return {
    told: (facts) => {
      if (Date.now() - last < EVERY_MS) return;
      last = Date.now();
      shown = true;
      sink.write(`\r${verb} ${count(facts, 'fact')}…`);
    },
    done: () => {
      if (shown) sink.write('\r\u001b[K');
    },
  };
}
