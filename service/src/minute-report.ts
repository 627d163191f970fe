/**
 * What went wrong quietly during the last minute, said once: spans that came in without making a run,
 * parts of spans that could not be used, and inputs and outputs that belong to no run.
 */
import { type DecodedRequest, type MappedSpans, printable } from '@spantrail/collector-exporter';
import type { Log } from './log.ts';

/** Scopes and span names that are told apart in one minute; the names come from outside. */
const NAMES_MAX = 500;
const NAMES_SHOWN = 5;
const REASONS_SHOWN = 10;
const NAME_LENGTH_MAX = 80;

const UNBRIDGED =
  'hold inputs, outputs or trigger results, but have neither ml.run.id nor a parent span; these were not kept';

export class MinuteReport {
  readonly #log: Log;
  #spans = 0;
  #runs = 0;
  #unbridged = 0;
  #spansByName = new Map<string, number>();
  #leftOut = new Map<string, number>();

  constructor(log: Log) {
    this.#log = log;
  }

  observe(decoded: DecodedRequest, mapped: MappedSpans): void {
    const { counts, batch, unused } = mapped;
    this.#spans += decoded.spans.length;
    // A child or a flag also shows that the attributes are known to the sender.
    this.#runs += counts.runs + counts.children + counts.orphans + batch.annotations.length;
    this.#unbridged += counts.unbridged;
    for (const span of unused) {
      const scope = printable(span.scope.name, NAME_LENGTH_MAX);
      const name = printable(span.name, NAME_LENGTH_MAX);
      count(this.#spansByName, `"${name}" of scope "${scope}"`, 1);
    }
    for (const [reason, times] of counts.leftOut) count(this.#leftOut, reason, times);
    count(this.#leftOut, 'spans: rejected', decoded.rejected.length + mapped.rejected.length);
    count(this.#leftOut, 'spans: beyond the limit of one request', decoded.overLimit);
    count(this.#leftOut, 'values: nested too deep', decoded.valuesTooDeep);
    count(this.#leftOut, 'links: ids are not well-formed', decoded.badLinks);
  }

  /** Says what there is to say and starts anew. Called once a minute, and at the end. */
  tell(): void {
    if (this.#spans > 0 && this.#runs === 0) this.#tellNoRuns();
    else if (this.#unbridged > 0) this.#log('warn', `${this.#unbridged} spans ${UNBRIDGED}.`);
    if (this.#leftOut.size > 0) {
      const most = commonest(this.#leftOut, REASONS_SHOWN);
      this.#log('warn', `Parts of spans could not be used: ${most}.`);
    }
    this.#spans = 0;
    this.#runs = 0;
    this.#unbridged = 0;
    this.#spansByName = new Map();
    this.#leftOut = new Map();
  }

  #tellNoRuns(): void {
    const unbridged = this.#unbridged === 0 ? '' : ` ${this.#unbridged} of them ${UNBRIDGED}.`;
    const names =
      this.#spansByName.size === 0
        ? ''
        : ` Commonest: ${commonest(this.#spansByName, NAMES_SHOWN)}.`;
    this.#log(
      'warn',
      `${this.#spans} spans came in and none is a component run: none has a text in the attribute ml.component.name.${unbridged}${names} Set it on the span of each pipeline step, or wrap the step in component() of @spantrail/instrumentation.`,
      { spans: this.#spans },
    );
  }
}

function count(counts: Map<string, number>, key: string, times: number): void {
  if (times === 0) return;
  const kept = counts.has(key) || counts.size < NAMES_MAX ? key : 'others';
  counts.set(kept, (counts.get(kept) ?? 0) + times);
}

function commonest(counts: ReadonlyMap<string, number>, limit: number): string {
  return [...counts]
    .sort(([a, timesA], [b, timesB]) => timesB - timesA || (a < b ? -1 : 1))
    .slice(0, limit)
    .map(([key, times]) => `${key} (${times})`)
    .join(', ');
}
