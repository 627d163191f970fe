import type { Pointer } from './pointer.ts';
import type { AfterRunCheck, BeforeRunCheck, Triggers } from './trigger.ts';

/** What a mapping gives: one pointer, several, or none. */
export type Pointers = Pointer | Iterable<Pointer> | null | undefined;

/** Pointers made from single arguments, by their positions: `{ 0: (path) => file(path) }`. */
export type PointersByPosition<Args extends readonly unknown[]> = {
  readonly [Position in Extract<keyof Args, `${number}`>]?: (argument: Args[Position]) => Pointers;
};

/** What a run reads, from its arguments. It is asked before the body runs. */
export type InputMapping<Args extends readonly unknown[]> =
  | ((args: Args) => Pointers)
  | PointersByPosition<Args>
  | Pointers;

/** What a run writes, from its result and its arguments. It is asked when the body has ended well. */
export type OutputMapping<Args extends readonly unknown[], Outcome> =
  | ((result: Outcome, args: Args) => Pointers)
  | PointersByPosition<Args>
  | Pointers;

/** What a component is, and how to see what its runs read, write and check. */
export interface ComponentOptions<Args extends readonly unknown[], Outcome> {
  /** Also the span's name, so keep it the same from run to run. */
  readonly name: string;
  /** Default: the `service.namespace` of the SDK's resource. */
  readonly namespace?: string | undefined;
  readonly description?: string | undefined;
  readonly owner?: string | undefined;
  readonly tags?: readonly string[] | undefined;
  /** What the run reads, beside what its body tells by `currentRun().read()`. */
  readonly inputs?: InputMapping<Args>;
  /** What the run writes, beside what its body tells by `currentRun().wrote()`. */
  readonly outputs?: OutputMapping<Args, Outcome>;
  /** Checks before the body. They cannot stop it, and asynchronous ones do not delay it. */
  readonly beforeRun?: Triggers<BeforeRunCheck<Args>> | undefined;
  /** Checks after the body. They cannot change the result, and asynchronous ones do not delay it. */
  readonly afterRun?: Triggers<AfterRunCheck<Args, Outcome>> | undefined;
  /** Slices that the run serves, as key and value. */
  readonly slices?:
    | Readonly<Record<string, string>>
    | ((args: Args) => Readonly<Record<string, string>>)
    | undefined;
  /** Labels of what the run writes. */
  readonly labels?:
    | readonly string[]
    | ((result: Outcome, args: Args) => readonly string[])
    | undefined;
  /** Whether the digest and (bounded, once a process) the source text of the function are sent. Default true. */
  readonly captureCode?: boolean | undefined;
  /** An id of your own, for instance the scheduler's. Default: `<traceId>:<spanId>`. */
  readonly runId?: string | ((args: Args) => string) | undefined;
  /** How long a span may wait for digests of files and large content after its run has ended. Default 30,000. */
  readonly digestTimeoutMs?: number | undefined;
  /** How long an asynchronous trigger may take. Default 30,000. */
  readonly triggerTimeoutMs?: number | undefined;
}

/** What mappings and `afterRun` get as the result: what was awaited, or what a generator returned. */
export type RunResult<Result> =
  Result extends AsyncGenerator<unknown, infer Returned, never>
    ? Returned
    : Result extends Generator<unknown, infer Returned, never>
      ? Returned
      : Awaited<Result>;
