/**
 * Who encloses whom inside one request. Spans of one key are one span here, however often and in
 * whatever order they came, so that repetition and order do not matter.
 */
import { ATTR_ML_COMPONENT_NAME, ATTR_ML_RUN_ID } from '@spantrail/semantic-conventions';
import { type OtlpSpan, spanKey } from './otlp-span.ts';
import { boundedText } from './text.ts';

/** Ancestors that are looked at; the same bound as in the store. */
const STEPS_MAX = 32;

interface Member {
  readonly parent: string | null;
  /** True when it has a component name. */
  readonly isRun: boolean;
  /** `ml.run.id`, or null. */
  readonly runId: string | null;
}

export type Enclosing =
  /** The nearest enclosing span of the wanted kind is in this request. */
  | { readonly kind: 'found'; readonly span: string; readonly run: string }
  /** The chain leaves the request at this span. */
  | { readonly kind: 'outside'; readonly span: string }
  | { readonly kind: 'none' }
  /** A cycle, or more than 32 ancestors. */
  | { readonly kind: 'endless' };

export class SpanFamily {
  readonly #members = new Map<string, Member>();

  constructor(spans: Iterable<OtlpSpan>) {
    for (const span of spans) {
      const key = spanKey(span);
      const member = memberOf(span);
      const known = this.#members.get(key);
      this.#members.set(key, known === undefined ? member : merge(known, member));
    }
  }

  /** The nearest enclosing component run other than `run` itself. */
  enclosingRun(span: OtlpSpan, run: string): Enclosing {
    return this.#walk(span, (member, key) => member.isRun && (member.runId ?? key) !== run);
  }

  /** The nearest enclosing span that belongs to a run: a component run, or a child that names one. */
  owningRun(span: OtlpSpan): Enclosing {
    return this.#walk(span, (member) => member.isRun || member.runId !== null);
  }

  #walk(span: OtlpSpan, wanted: (member: Member, key: string) => boolean): Enclosing {
    // From the merged member, not from this copy: a copy may lack the parent.
    let key = this.#members.get(spanKey(span))?.parent ?? null;
    for (let step = 0; step < STEPS_MAX; step += 1) {
      if (key === null) return { kind: 'none' };
      const member = this.#members.get(key);
      if (member === undefined) return { kind: 'outside', span: key };
      if (wanted(member, key)) return { kind: 'found', span: key, run: member.runId ?? key };
      key = member.parent;
    }
    return { kind: 'endless' };
  }
}

function memberOf(span: OtlpSpan): Member {
  const runId = span.attributes.get(ATTR_ML_RUN_ID);
  return {
    parent:
      span.parentSpanId === null
        ? null
        : spanKey({ traceId: span.traceId, spanId: span.parentSpanId }),
    isRun: isFilled(span.attributes.get(ATTR_ML_COMPONENT_NAME)),
    // Bounded as it is where the run is named, else a child would not find it again.
    runId: isFilled(runId) ? boundedText(runId).text : null,
  };
}

function merge(a: Member, b: Member): Member {
  return {
    parent: lesser(a.parent, b.parent),
    isRun: a.isRun || b.isRun,
    runId: lesser(a.runId, b.runId),
  };
}

/** Any rule that ignores the order would do; the lesser text is one. */
function lesser(a: string | null, b: string | null): string | null {
  if (a === null || b === null) return a ?? b;
  return a <= b ? a : b;
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
