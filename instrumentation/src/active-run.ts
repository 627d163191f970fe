import { nowMicros } from './clock.ts';
import { guarded, report } from './counters.ts';
import type { Pointer } from './pointer.ts';
import type { Run } from './run.ts';
import type { RunFacts } from './run-facts.ts';

/** The run that user code gets hold of: hands everything on to the facts until the run has ended. */
export class ActiveRun implements Run {
  readonly id: string;
  readonly #facts: RunFacts;
  #ended = false;

  constructor(id: string, facts: RunFacts) {
    this.id = id;
    this.#facts = facts;
  }

  /** From here on every call is late. */
  end(): void {
    this.#ended = true;
  }

  // Bound, so that `const { metric } = currentRun()` works and no call can throw for want of `this`.
  readonly read: Run['read'] = (pointer) => {
    this.#take('read()', (facts) => addPointer(facts.inputs, pointer));
  };

  readonly wrote: Run['wrote'] = (pointer) => {
    this.#take('wrote()', (facts) => addPointer(facts.outputs, pointer));
  };

  readonly metric: Run['metric'] = (name, value, details) => {
    this.#take('metric()', (facts) => facts.addMetric(name, value, details?.unit));
  };

  readonly note: Run['note'] = (text) => {
    this.#take('note()', (facts) => facts.addNote(text));
  };

  readonly slice: Run['slice'] = (key, value) => {
    this.#take('slice()', (facts) => facts.addSlice(key, value));
  };

  readonly label: Run['label'] = (name) => {
    this.#take('label()', (facts) => facts.addLabel(name));
  };

  #take(what: string, add: (facts: RunFacts) => void): void {
    if (this.#ended) report('lateCalls', `${what} after the end of the run`);
    else guarded(what, undefined, () => add(this.#facts));
  }
}

/** A pointer whose getters throw is a pointer that is dropped. */
function addPointer(list: RunFacts['inputs'], pointer: Pointer): void {
  try {
    list.add(pointer, nowMicros());
  } catch (error) {
    list.drop('a pointer could not be read', error);
  }
}
