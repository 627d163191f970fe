/**
 * Group commit: what waits while the store commits goes in together as the next commit, and each request
 * is told of its own commit alone. The first one never waits for company. The store bisects the rows of
 * a batch that it refuses; what fails as a whole is tried in halves here, so that one request cannot
 * fail the others for long.
 */
import {
  factCount,
  GraphUnavailableError,
  type LineageBatch,
  type LineageStore,
  TooMuchAtOnceError,
} from '@spantrail/graph';
import { joinBatches, type Refused } from './joined-batch.ts';

/** What became of one transaction of the store, or one try of it. */
export interface CommitReport {
  readonly committed: boolean;
  readonly requests: number;
  readonly facts: number;
  readonly durationMs: number;
  /** µs since the epoch: the greatest end of a span in it, null when none has ended. */
  readonly latestEnd: bigint | null;
}

export interface GroupCommitOptions {
  readonly store: Pick<LineageStore, 'write'>;
  /** Facts up to which requests are joined at the most; one that holds more by itself is committed alone. */
  readonly factsMax: number;
  /** Commits at one time. */
  readonly commitsMax: number;
  readonly onCommit?: (report: CommitReport) => void;
}

interface Member {
  readonly batch: LineageBatch;
  readonly facts: number;
  readonly signal: AbortSignal | undefined;
  readonly done: (refused: readonly Refused[]) => void;
  readonly failed: (error: unknown) => void;
}

/** A commit that takes longer keeps those that wait from being answered in their time. */
const COMMIT_MS_WANTED = 2_000;
const FACTS_AT_FIRST = 5_000;
const FACTS_MIN = 500;

export class GroupCommit {
  readonly #options: GroupCommitOptions;
  /** Facts up to which requests are joined now: fewer while the store is slow, or not known yet. */
  #factsNow: number;
  readonly #waiting: Member[] = [];
  #committing = 0;
  #inFlight = 0;
  /** After the store failed a whole group, the next ones start small: a request that always fails fails alone. */
  #companyMax = Number.POSITIVE_INFINITY;

  constructor(options: GroupCommitOptions) {
    this.#options = options;
    this.#factsNow = Math.min(FACTS_AT_FIRST, options.factsMax);
  }

  /** Requests that wait for a commit to begin. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Requests that are being committed. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /**
   * What the store refused of this batch, after the commit of the rest.
   *
   * @param signal once aborted, a batch that still waits is given up; one whose commit has begun is not.
   */
  write(batch: LineageBatch, signal?: AbortSignal): Promise<readonly Refused[]> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        const index = this.#waiting.indexOf(member);
        if (index < 0) return;
        this.#waiting.splice(index, 1);
        reject(givenUp());
      };
      const member: Member = {
        batch,
        facts: factCount(batch),
        signal,
        done: (refused) => {
          signal?.removeEventListener('abort', leave);
          resolve(refused);
        },
        failed: (error) => {
          signal?.removeEventListener('abort', leave);
          reject(error);
        },
      };
      if (signal?.aborted) return reject(givenUp());
      signal?.addEventListener('abort', leave, { once: true });
      this.#waiting.push(member);
      this.#begin();
    });
  }

  /** Fails what waits; what is being committed ends as it does. For the end of the service. */
  giveUpWaiting(): void {
    for (const member of this.#waiting.splice(0)) member.failed(givenUp());
  }

  #begin(): void {
    while (this.#committing < this.#options.commitsMax && this.#waiting.length > 0) {
      const group = this.#nextGroup();
      this.#committing += 1;
      this.#inFlight += group.length;
      void this.#commit(group).finally(() => {
        this.#committing -= 1;
        this.#inFlight -= group.length;
        this.#begin();
      });
    }
  }

  /** Those that came first, as many as one commit takes. */
  #nextGroup(): readonly Member[] {
    let facts = 0;
    let count = 0;
    for (const member of this.#waiting) {
      facts += member.facts;
      if (count > 0 && (facts > this.#factsNow || count >= this.#companyMax)) break;
      count += 1;
    }
    return this.#waiting.splice(0, count);
  }

  /** Never rejects. */
  async #commit(group: readonly Member[]): Promise<void> {
    try {
      const joined = joinBatches(group.map(({ batch }) => batch));
      const shares = joined.split(await this.#writeOnce(joined.batch, group));
      for (const [index, member] of group.entries()) member.done(shares[index] ?? []);
      this.#companyMax *= 2;
    } catch (error) {
      await this.#afterFailure(group, error);
    }
  }

  async #afterFailure(group: readonly Member[], error: unknown): Promise<void> {
    const isAway = error instanceof GraphUnavailableError && !(error instanceof TooMuchAtOnceError);
    if (group.length > 1) this.#companyMax = 1;
    // A store that is away is not asked again for each part: all of them are sent again.
    if (isAway || group.length === 1) {
      for (const member of group) member.failed(error);
      return;
    }
    const middle = Math.ceil(group.length / 2);
    for (const half of [group.slice(0, middle), group.slice(middle)]) {
      const wanted: Member[] = [];
      for (const member of half) {
        if (member.signal?.aborted) member.failed(givenUp());
        else wanted.push(member);
      }
      if (wanted.length > 0) await this.#commit(wanted);
    }
  }

  async #writeOnce(batch: LineageBatch, group: readonly Member[]): Promise<readonly Refused[]> {
    const startedAt = performance.now();
    let committed = false;
    try {
      const { rejected } = await this.#options.store.write(batch);
      committed = true;
      return rejected;
    } finally {
      const durationMs = performance.now() - startedAt;
      const facts = group.reduce((sum, member) => sum + member.facts, 0);
      this.#learn(facts, durationMs);
      this.#options.onCommit?.({
        committed,
        requests: group.length,
        facts,
        durationMs,
        latestEnd: latestEnd(batch),
      });
    }
  }

  #learn(facts: number, durationMs: number): void {
    if (durationMs > COMMIT_MS_WANTED) {
      const fewer = Math.min(this.#factsNow, facts) / 2;
      this.#factsNow = Math.min(this.#options.factsMax, Math.max(FACTS_MIN, fewer));
    } else if (durationMs < COMMIT_MS_WANTED / 2) {
      this.#factsNow = Math.min(this.#options.factsMax, this.#factsNow * 2);
    }
  }
}

function givenUp(): GraphUnavailableError {
  return new GraphUnavailableError('The request was given up before its commit began.');
}

function latestEnd({ contributions }: LineageBatch): bigint | null {
  let latest: bigint | null = null;
  for (const { end } of contributions) {
    if (end !== null && (latest === null || end > latest)) latest = end;
  }
  return latest;
}
