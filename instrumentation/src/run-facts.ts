import { report } from './counters.ts';
import { isName, LIMITS, shortened } from './limits.ts';
import { PointerList } from './pointer-list.ts';
import type { TriggerFact } from './trigger.ts';

/** A metric as it stands on the span; '' is no unit. */
export interface MetricFact {
  readonly value: number;
  readonly unit: string;
}

/** How much of each kind is not on the span, by the last word of `ml.dropped.*`. */
export interface DroppedFacts {
  metrics: number;
  triggers: number;
  slices: number;
  labels: number;
  notes: number;
}

/** Everything that one run says of itself, checked and bounded as it comes in. */
export class RunFacts {
  readonly inputs: PointerList = new PointerList('input');
  readonly outputs: PointerList = new PointerList('output');
  readonly metrics: Map<string, MetricFact> = new Map();
  readonly triggers: TriggerFact[] = [];
  readonly notes: string[] = [];
  readonly labels: Set<string> = new Set();
  /** Keyed by the pair as JSON, so that no character can join two pairs into one. */
  readonly slices: Map<string, readonly [key: string, value: string]> = new Map();
  readonly dropped: DroppedFacts = { metrics: 0, triggers: 0, slices: 0, labels: 0, notes: 0 };

  addMetric(name: unknown, value: unknown, unit: unknown): void {
    const full = this.metrics.size >= LIMITS.metrics && !this.metrics.has(name as string);
    if (!isName(name) || typeof value !== 'number' || !Number.isFinite(value) || full) {
      this.dropped.metrics += 1;
      report('metricsRefused', 'a metric without a name or a finite value, or one too many');
      return;
    }
    this.metrics.set(name, { value, unit: isName(unit) ? unit : '' });
  }

  addTrigger(fact: TriggerFact): void {
    if (this.triggers.length >= LIMITS.triggers) this.dropped.triggers += 1;
    else this.triggers.push(fact);
  }

  addNote(text: unknown): void {
    if (typeof text !== 'string' || text === '' || this.notes.length >= LIMITS.notes) {
      this.#refuse('notes');
      return;
    }
    this.notes.push(shortened(text));
  }

  addSlice(key: unknown, value: unknown): void {
    if (!isName(key) || !isName(value)) {
      this.#refuse('slices');
      return;
    }
    const pair = JSON.stringify([key, value]);
    if (this.slices.size >= LIMITS.slices && !this.slices.has(pair)) this.#refuse('slices');
    else this.slices.set(pair, [key, value]);
  }

  addLabel(name: unknown): void {
    const full = this.labels.size >= LIMITS.labels && !this.labels.has(name as string);
    if (!isName(name) || full) this.#refuse('labels');
    else this.labels.add(name);
  }

  #refuse(kind: 'notes' | 'slices' | 'labels'): void {
    this.dropped[kind] += 1;
    report('textsRefused', `one of the ${kind} is empty, no text, or one too many`);
  }
}
