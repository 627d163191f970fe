/**
 * A stream of spans for a service that dies, or whose store does: what was acknowledged, what was not,
 * and whether the lineage that is left says the same.
 */
import { decodeTraceRequest, spansToBatch } from '@spantrail/collector-exporter';
import { type GraphDump, type HistoryAnswer, openLineage } from '@spantrail/graph';
import { type RunSpan, traceRequest } from './otlp-json.ts';
import { randomRun } from './random-pipeline.ts';

const RUNS_A_REQUEST = 20;
/** Of acknowledged requests, as a Collector does whose connection broke before the answer came. */
const SENT_AGAIN = 0.05;
/** Of runs, announced as running by the request before the one that finishes them. */
const ANNOUNCED = 0.1;
/** A sender that hears nothing gives up, and sends again. */
const ANSWER_MS_MAX = 10_000;

/** What the service, and a Collector, say when they took all of it. */
const WHOLE: ReadonlySet<string> = new Set(['{}', '{"partialSuccess":{}}']);

export interface Request {
  readonly component: string;
  readonly runs: readonly RunSpan[];
  readonly body: string;
}

/** A line for each run, by its id. */
export type Views = ReadonlyMap<string, string>;

export interface TrafficOptions {
  readonly random: () => number;
  /** Whether the service may answer 503: its store is away. */
  readonly mayPutOff: boolean;
}

/** A service, as far as it is sent to. */
interface Receiver {
  readonly url: string;
  readonly stderr: () => string;
}

export class Traffic {
  readonly counts = {
    acknowledged: 0,
    unacknowledged: 0,
    putOff: 0,
    committedUnsaid: 0,
    duplicates: 0,
    runs: 0,
  };
  readonly acknowledged: Request[] = [];
  /** Sent, and not acknowledged. */
  readonly waiting: Request[] = [];
  readonly #options: TrafficOptions;
  #announced: readonly RunSpan[] = [];

  constructor(options: TrafficOptions) {
    this.#options = options;
  }

  /**
   * One request: one that was cut off first, now and then one that is known to be stored, else a new one.
   *
   * @returns whether it was acknowledged.
   */
  async sendNext(service: Receiver, component: string): Promise<boolean> {
    const { random } = this.#options;
    const again = this.waiting.shift();
    if (again === undefined && this.acknowledged.length > 0 && random() < SENT_AGAIN) {
      const known = this.acknowledged[Math.floor(random() * this.acknowledged.length)];
      const accepted = known !== undefined && (await this.#post(service, known));
      if (accepted) this.counts.duplicates += 1;
      return accepted;
    }
    const request = again ?? this.#newRequest(component);
    const accepted = await this.#post(service, request);
    if (accepted) {
      this.acknowledged.push(request);
      this.counts.acknowledged += 1;
    } else {
      this.waiting.push(request);
      this.counts.unacknowledged += 1;
    }
    return accepted;
  }

  /** Finished runs of these requests that the service does not show, or not whole. */
  missing(views: Views, requests: readonly Request[]): readonly RunSpan[] {
    return requests.flatMap(finishedRuns).filter((run) => views.get(run.id) !== wholeOf(run));
  }

  /** Requests without an answer of which only a part is there: a request is one transaction. */
  torn(views: Views, requests: readonly Request[]): readonly Request[] {
    return requests.filter((request) => {
      const runs = finishedRuns(request);
      const there = runs.filter((run) => views.get(run.id) === wholeOf(run)).length;
      if (there === runs.length) this.counts.committedUnsaid += 1;
      return there > 0 && there < runs.length;
    });
  }

  /** @returns whether it was acknowledged; false when the connection broke, or it was put off. */
  async #post(service: Receiver, { body }: Request): Promise<boolean> {
    let response: Response;
    let answer: string;
    try {
      const headers = { 'content-type': 'application/json' };
      const signal = AbortSignal.timeout(ANSWER_MS_MAX);
      response = await fetch(`${service.url}/v1/traces`, { method: 'POST', headers, body, signal });
      answer = await response.text();
    } catch {
      return false;
    }
    if (response.status === 200 && WHOLE.has(answer)) return true;
    if (this.#options.mayPutOff && response.status === 503) {
      this.counts.putOff += 1;
      return false;
    }
    throw new Error(`The service answered ${response.status} ${answer}: ${service.stderr()}`);
  }

  #newRequest(component: string): Request {
    const { random } = this.#options;
    const runs = Array.from({ length: RUNS_A_REQUEST }, () => {
      this.counts.runs += 1;
      return randomRun(this.counts.runs - 1, component, random);
    });
    const finished = this.#announced;
    this.#announced = runs.filter(() => random() < ANNOUNCED);
    const begun = new Set(this.#announced);
    const sent = [
      ...finished,
      ...runs.map((run) => (begun.has(run) ? { ...run, end: null, metrics: {} } : run)),
    ];
    return { component, runs: sent, body: traceRequest(sent) };
  }
}

/** What the service shows of the components of these requests. */
export async function viewsOf(service: Receiver, requests: readonly Request[]): Promise<Views> {
  const components = new Set(requests.flatMap(({ runs }) => runs.map((run) => run.component)));
  const views = new Map<string, string>();
  for (const component of components) {
    const response = await fetch(
      `${service.url}/api/history?component=${component}&limit=100000&max-age-days=36500`,
    );
    // No request of the component was committed before the kill.
    if (response.status === 404) continue;
    const answer = (await response.json()) as HistoryAnswer;
    for (const { id, state, inputs, outputs, metrics } of answer.runs) {
      const numbers = metrics.map(({ name, value }) => `${name}=${value}`);
      views.set(id, lineOf({ id, state, inputs, outputs, numbers }));
    }
  }
  return views;
}

/** What is to be seen of a run that is stored whole. */
function wholeOf({ id, error, reads = [], writes = [], metrics = {} }: RunSpan): string {
  const names = (uses: typeof reads): string[] =>
    uses.map((use) => (typeof use === 'string' ? use : use.name));
  const state = error === undefined ? 'ok' : 'failed';
  const numbers = Object.entries(metrics).map(([name, value]) => `${name}=${value}`);
  return lineOf({ id, state, inputs: names(reads), outputs: names(writes), numbers });
}

function lineOf(run: {
  readonly id: string;
  readonly state: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly numbers: readonly string[];
}): string {
  const lists = [run.inputs, run.outputs, run.numbers].map((list) => [...list].sort().join(','));
  return [run.id, run.state, ...lists].join(' ');
}

/** The same facts, each once, in a store that nobody disturbs. */
export async function referenceOf(requests: readonly Request[]): Promise<GraphDump> {
  const store = await openLineage({ store: 'memory:' });
  const batches = requests.map(({ body }) => {
    const { spans } = decodeTraceRequest(Buffer.from(body), 'json');
    return spansToBatch(spans).batch;
  });
  // At once: the store derives everything anew with each write.
  await store.write({
    contributions: batches.flatMap(({ contributions }) => contributions),
    annotations: batches.flatMap(({ annotations }) => annotations),
  });
  const dump = await store.dump();
  await store.close();
  return dump;
}

export async function dumpOf(place: string): Promise<GraphDump> {
  const store = await openLineage({ store: place });
  const dump = await store.dump();
  await store.close();
  return dump;
}

/** The first lines that only one of the two has. */
export function difference(
  found: readonly string[],
  expected: readonly string[],
): readonly string[] {
  const [left, right] = [new Set(found), new Set(expected)];
  return [
    ...found.filter((line) => !right.has(line)).map((line) => `too much: ${line}`),
    ...expected.filter((line) => !left.has(line)).map((line) => `lacking: ${line}`),
    ...(found.length === left.size ? [] : ['the same line twice']),
  ].slice(0, 10);
}

/** What a start announcement says may have been overtaken already; the final comparison covers it. */
function finishedRuns({ runs }: Request): readonly RunSpan[] {
  return runs.filter(({ end }) => end !== null);
}
