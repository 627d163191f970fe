import { type ContentDigest, contentDigest } from './content-digest.ts';
import { report } from './counters.ts';
import { fileDigest } from './file-digest.ts';
import { LIMITS } from './limits.ts';
import { type DigestSource, type PointerFact, readPointer, UNKNOWN } from './pointer.ts';

/** Files are hashed when they are read, or when the run that writes them has ended. */
export type Direction = 'input' | 'output';

/** What one run reads or writes, in the order of the calls, with digests that may still be made. */
export class PointerList {
  readonly #direction: Direction;
  readonly #facts: PointerFact[] = [];
  /** The newest fact of each name, for the many reads of one pointer in a loop. */
  readonly #latest = new Map<string, PointerFact>();
  readonly #wanted = new Set<PointerFact>();
  readonly #making: Promise<void>[] = [];
  readonly #filesToCome = new Map<PointerFact, string>();
  #textLength = 0;
  #dropped = 0;
  #digestsRefused = 0;

  constructor(direction: Direction) {
    this.#direction = direction;
  }

  /** All pointers so far, as they will stand on the span. */
  get facts(): readonly PointerFact[] {
    return this.#facts;
  }

  /** Pointers that were refused or beyond a limit. */
  get dropped(): number {
    return this.#dropped;
  }

  /** Digests that were asked for and are not there (yet). */
  get digestsMissing(): number {
    const missing = [...this.#wanted].filter(({ digest }) => digest === '').length;
    return missing + this.#digestsRefused;
  }

  /** Takes a pointer of the user's. `micros` is when it was read or written; -1 stands for the run's own time. */
  add(value: unknown, micros: number): void {
    const read = readPointer(value);
    if (read === undefined) {
      this.drop('a pointer without a usable name was left out');
      return;
    }
    const { fact, source } = read;
    if (fact.at === UNKNOWN) fact.at = micros;
    if (this.#repeats(fact, source)) return;
    const textLength = this.#textLength + fact.name.length + fact.digest.length;
    if (this.#facts.length >= LIMITS.pointers || textLength > LIMITS.pointerTextLength) {
      this.drop('a pointer beyond the limit of a run was left out');
      return;
    }
    this.#textLength = textLength;
    this.#facts.push(fact);
    this.#latest.set(fact.name, fact);
    this.#digest(fact, source);
  }

  /** Counts a pointer that will not be there. */
  drop(why: string, cause?: unknown): void {
    this.#dropped += 1;
    report('pointersRefused', why, cause);
  }

  /** Starts to hash the files that the run wrote, and gives what is still being hashed. Nothing of it rejects. */
  close(): Promise<void>[] {
    for (const [fact, path] of this.#filesToCome) this.#make(fact, () => fileDigest(path));
    this.#filesToCome.clear();
    return this.#making;
  }

  /** A repeated name says something new only with another content; otherwise the time of the last one counts. */
  #repeats(fact: PointerFact, source: DigestSource): boolean {
    const latest = this.#latest.get(fact.name);
    if (latest === undefined) return false;
    const sameFile = source.kind === 'file' && this.#filesToCome.get(latest) === source.path;
    const nothingNew =
      source.kind === 'none' &&
      fact.digest === '' &&
      fact.type === '' &&
      fact.rows === UNKNOWN &&
      fact.bytes === UNKNOWN;
    if (!sameFile && !nothingNew) return false;
    latest.at = Math.max(latest.at, fact.at);
    return true;
  }

  #digest(fact: PointerFact, source: DigestSource): void {
    switch (source.kind) {
      case 'none':
        return;
      case 'refused':
        this.#digestsRefused += 1;
        report(
          'digestsFailed',
          'a digest that is not `algorithm:value`, or content of a wrong type',
        );
        return;
      case 'content':
        this.#wanted.add(fact);
        this.#make(fact, () => contentDigest(source.content));
        return;
      case 'file':
        this.#wanted.add(fact);
        if (this.#direction === 'output') this.#filesToCome.set(fact, source.path);
        else this.#make(fact, () => fileDigest(source.path));
    }
  }

  #make(fact: PointerFact, hash: () => ContentDigest | Promise<ContentDigest>): void {
    const keep = ({ digest, bytes }: ContentDigest): void => {
      fact.digest = digest;
      if (fact.bytes === UNKNOWN) fact.bytes = bytes;
    };
    const fail = (error: unknown): void => {
      report('digestsFailed', 'a digest could not be made', error);
    };
    try {
      const made = hash();
      if (made instanceof Promise) this.#making.push(made.then(keep, fail));
      else keep(made);
    } catch (error) {
      fail(error);
    }
  }
}
