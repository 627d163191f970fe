import { createHash } from 'node:crypto';
import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ML_CODE_DIGEST,
  ATTR_ML_CODE_TEXT,
  ATTR_ML_DROPPED_CODE_BYTES,
} from '@spantrail/semantic-conventions';
import { finish } from './content-digest.ts';
import { LIMITS } from './limits.ts';

/** Digests whose text this process has sent: a text per run would cost more than all the rest. */
const sent = new Set<string>();

/** The source text of a component's function, read when its first run is recorded. */
export class FunctionCode {
  readonly #text: () => string;
  #digest: string | undefined;

  /** The function is asked for its text only when a run is recorded. */
  constructor(fn: object) {
    this.#text = () => Function.prototype.toString.call(fn);
  }

  /** The attributes for one span; the text only on the first one with this digest. */
  attributes(): Attributes {
    if (this.#digest === undefined) {
      const text = this.#text();
      // Bound and built-in functions all have the same text, which says nothing.
      const known = !text.endsWith('{ [native code] }');
      this.#digest = known ? finish(createHash('sha256').update(text)) : '';
    }
    if (this.#digest === '') return {};
    if (sent.has(this.#digest)) return { [ATTR_ML_CODE_DIGEST]: this.#digest };
    sent.add(this.#digest);
    return { [ATTR_ML_CODE_DIGEST]: this.#digest, ...bounded(this.#text()) };
  }
}

function bounded(text: string): Attributes {
  const bytes = Buffer.from(text);
  const dropped = bytes.length - LIMITS.codeBytes;
  if (dropped <= 0) return { [ATTR_ML_CODE_TEXT]: text };
  // A streaming decoder leaves a character out whose last bytes were cut off.
  const kept = new TextDecoder().decode(bytes.subarray(0, LIMITS.codeBytes), { stream: true });
  return { [ATTR_ML_CODE_TEXT]: kept, [ATTR_ML_DROPPED_CODE_BYTES]: dropped };
}
