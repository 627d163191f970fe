import type {
  AnnotationFact,
  LineageBatch,
  OrphanContribution,
  RunContribution,
} from '@spantrail/graph';
import { floorDivide } from '@spantrail/graph';
import {
  ATTR_HOST_NAME,
  ATTR_ML_COMPONENT_NAME,
  ATTR_ML_COMPONENT_NAMESPACE,
  ATTR_ML_METRIC,
  ATTR_ML_RUN_ID,
  ATTR_ML_RUN_NOTES,
  ATTR_SERVICE_NAMESPACE,
} from '@spantrail/semantic-conventions';
import { flagFact, noteFact } from './annotation-facts.ts';
import { AttributeReader } from './attribute-reader.ts';
import { inputFacts, outputFacts } from './io-facts.ts';
import { LeftOut } from './left-out.ts';
import { metricFacts } from './metric-facts.ts';
import { type Attributes, type OtlpSpan, type RejectedSpan, spanKey } from './otlp-span.ts';
import type { FileRoot, PointerSurroundings } from './pointer-name.ts';
import type { Redaction } from './redaction.ts';
import { runIdentity } from './run-identity.ts';
import { labelFacts, sliceFacts } from './slice-facts.ts';
import { SpanFamily } from './span-family.ts';
import { triggerFacts } from './trigger-facts.ts';

/** What the mapping cannot know from the spans. */
export interface MappingOptions {
  /** Directories that are the same on all hosts. Default none: `file:` names carry their host. */
  readonly fileRoots?: readonly FileRoot[];
  /** Takes values out of each span before anything is made of it. Default none. */
  readonly redaction?: Redaction;
}

/** What became of the spans of one batch. */
export interface MappingCounts {
  /** Spans that are component runs. */
  readonly runs: number;
  /** Spans that add to the run of another span. */
  readonly children: number;
  /** Child spans whose run is in another request: they wait for it in the store. */
  readonly orphans: number;
  /** Spans with inputs, outputs or trigger results that no span encloses, or none within 32 steps. */
  readonly unbridged: number;
  /** What was left out of taken spans, by `attribute: reason`. */
  readonly leftOut: ReadonlyMap<string, number>;
}

/** The facts of one batch of spans, and what did not become one. */
export interface MappedSpans {
  readonly batch: LineageBatch;
  /** Spans that claim to be a run and name no component. */
  readonly rejected: readonly RejectedSpan[];
  readonly counts: MappingCounts;
  /** Spans that say nothing about lineage. */
  readonly unused: readonly OtlpSpan[];
}

/**
 * The facts that spans hold. Pure: no clock, nothing is looked up, and the same spans in another
 * order or repeated give the same facts (`origin` aside, which is the position).
 */
export function spansToBatch(
  given: readonly OtlpSpan[],
  options: MappingOptions = {},
): MappedSpans {
  const { redaction } = options;
  const spans = redaction === undefined ? given : given.map(redaction);
  const mapping = new Mapping(new SpanFamily(spans), options.fileRoots ?? []);
  for (const span of spans) mapping.add(span);
  return mapping.finish();
}

/** The run that a span is of or adds to, or the span of another request that it is below. */
type Belonging = { readonly run: string } | { readonly parent: string };

class Mapping {
  readonly #family: SpanFamily;
  readonly #fileRoots: readonly FileRoot[];
  readonly #leftOut = new LeftOut();
  readonly #contributions: RunContribution[] = [];
  readonly #orphans: OrphanContribution[] = [];
  readonly #annotations: AnnotationFact[] = [];
  readonly #rejected: RejectedSpan[] = [];
  readonly #unused: OtlpSpan[] = [];
  #runs = 0;
  #unbridged = 0;

  constructor(family: SpanFamily, fileRoots: readonly FileRoot[]) {
    this.#family = family;
    this.#fileRoots = fileRoots;
  }

  add(span: OtlpSpan): void {
    const reader = new AttributeReader(span.attributes, this.#leftOut);
    const component = span.attributes.get(ATTR_ML_COMPONENT_NAME);
    if (component !== undefined && (typeof component !== 'string' || component === '')) {
      const reason = `${ATTR_ML_COMPONENT_NAME} is ${component === '' || component === null ? 'empty' : 'no text'}`;
      this.#rejected.push({ index: span.index, reason });
      return;
    }
    const surroundings = this.#surroundings(span, reader);
    const { start, end } = this.#times(span);
    const flag = flagFact(span, reader, { at: end ?? start, surroundings });
    if (flag !== null) this.#annotations.push(flag);

    const isRun = component !== undefined;
    const known = this.#belongsTo(span, reader.text(ATTR_ML_RUN_ID), isRun);
    if (known === null) {
      if (flag === null && !addsToRun(span.attributes)) this.#unused.push(span);
      return;
    }
    if (isRun) this.#runs += 1;
    else this.#countChildMetrics(span.attributes);
    this.#countDropped(span);
    const said = {
      origin: span.index,
      span: spanKey(span),
      start,
      end,
      // A child knows its own times; what the run itself read or wrote has the run's start or end.
      inputs: inputFacts(reader, { ...surroundings, at: isRun ? null : start }),
      outputs: outputFacts(reader, { ...surroundings, at: isRun ? null : end }),
      triggers: triggerFacts(reader),
      slices: sliceFacts(reader),
      labels: labelFacts(reader),
    };
    if ('parent' in known) {
      this.#orphans.push({ ...said, parent: known.parent });
      if (reader.text(ATTR_ML_RUN_NOTES) !== null) {
        this.#leftOut.add(ATTR_ML_RUN_NOTES, 'on a child span whose run is in another request');
      }
      return;
    }
    const { run } = known;
    const note = noteFact(span, reader, { at: end ?? start, run });
    if (note !== null) this.#annotations.push(note);
    this.#contributions.push({
      ...said,
      run,
      identity: isRun
        ? runIdentity(
            span,
            {
              namespace: surroundings.namespace,
              name: reader.bounded(ATTR_ML_COMPONENT_NAME, component),
            },
            reader,
          )
        : null,
      metrics: isRun ? metricFacts(reader) : [],
      parents: isRun ? this.#parents(span, run) : [],
      links: isRun ? span.links.map(spanKey) : [],
    });
  }

  finish(): MappedSpans {
    return {
      batch: {
        contributions: this.#contributions,
        orphans: this.#orphans,
        annotations: this.#annotations,
      },
      rejected: this.#rejected,
      counts: {
        runs: this.#runs,
        children: this.#contributions.length - this.#runs,
        orphans: this.#orphans.length,
        unbridged: this.#unbridged,
        leftOut: this.#leftOut.counts(),
      },
      unused: this.#unused,
    };
  }

  #surroundings(span: OtlpSpan, reader: AttributeReader): PointerSurroundings {
    const resource = new AttributeReader(span.resource, this.#leftOut);
    return {
      namespace:
        reader.text(ATTR_ML_COMPONENT_NAMESPACE) ?? resource.text(ATTR_SERVICE_NAMESPACE) ?? '',
      host: resource.text(ATTR_HOST_NAME),
      fileRoots: this.#fileRoots,
    };
  }

  /** ns to µs by floor. A clock that was set back gives a span without length, not a negative one. */
  #times(span: OtlpSpan): { start: bigint; end: bigint | null } {
    const start = floorDivide(span.startNs, 1_000n);
    if (span.endNs === null) return { start, end: null };
    if (span.endNs >= span.startNs) return { start, end: floorDivide(span.endNs, 1_000n) };
    this.#leftOut.add('end time', 'before the start, taken as the start');
    return { start, end: start };
  }

  #belongsTo(span: OtlpSpan, runId: string | null, isRun: boolean): Belonging | null {
    if (runId !== null) return { run: runId };
    return isRun ? { run: spanKey(span) } : this.#owner(span);
  }

  /** The run that a span without a run id of its own adds to, or the span that is the way to it. */
  #owner(span: OtlpSpan): Belonging | null {
    if (!addsToRun(span.attributes)) return null;
    const enclosing = this.#family.owningRun(span);
    if (enclosing.kind === 'found') return { run: enclosing.run };
    if (enclosing.kind === 'outside') return { parent: enclosing.span };
    this.#unbridged += 1;
    return null;
  }

  #parents(span: OtlpSpan, run: string): readonly string[] {
    const enclosing = this.#family.enclosingRun(span, run);
    if (enclosing.kind === 'endless') this.#leftOut.add('parent', 'more than 32 spans away');
    return enclosing.kind === 'found' || enclosing.kind === 'outside' ? [enclosing.span] : [];
  }

  /** A metric belongs to its component, which a child span does not name. */
  #countChildMetrics(attributes: Attributes): void {
    for (const key of attributes.keys()) {
      if (key.startsWith(ATTR_ML_METRIC(''))) {
        this.#leftOut.add(ATTR_ML_METRIC('*'), `on a span without ${ATTR_ML_COMPONENT_NAME}`);
      }
    }
  }

  /** What the sender already dropped: its SDK by its limits, our instrumentation by its own. */
  #countDropped(span: OtlpSpan): void {
    if (span.droppedAttributesCount > 0) {
      this.#leftOut.add('attributes', "dropped by the sender's SDK", span.droppedAttributesCount);
    }
    for (const [key, value] of span.attributes) {
      if (!key.startsWith('ml.dropped.')) continue;
      const dropped = Number(value);
      if (dropped > 0) this.#leftOut.add('ml.dropped.*', 'dropped by the instrumentation', dropped);
    }
  }
}

/** True for attributes that belong to a run and that a child span may carry for it. */
function addsToRun(attributes: Attributes): boolean {
  for (const key of attributes.keys()) {
    if (/^ml\.(?:input|output|trigger)\./.test(key)) return true;
  }
  return false;
}
