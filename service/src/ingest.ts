/** The way of a body into the store: how much is let in, and how it is committed. */
import { type CommitReport, GroupCommit } from './group-commit.ts';
import { Intake } from './intake.ts';
import type { Log } from './log.ts';
import type { ServiceOptions } from './start-service.ts';

export interface Ingest {
  readonly intake: Intake;
  readonly commits: GroupCommit;
}

/** Far more than a store takes in 25 s: who waits longer is answered 503 anyway. */
const REQUESTS_MAX = 128;

/**
 * Some 19,000 runs: what a store that takes 1,000 a second commits before those that wait have waited too long. Their
 * facts take some ten times these bytes until they are committed.
 */
const BYTES_MAX = 8 * 1_024 * 1_024;

/** As much as the store writes in one transaction, about a second of its work. */
const FACTS_MAX = 20_000;

export function ingestOf(
  { store, intake, groupCommit }: ServiceOptions,
  { log, onCommit }: { log: Log; onCommit: (report: CommitReport) => void },
): Ingest {
  const limits = { requestsMax: REQUESTS_MAX, bytesMax: BYTES_MAX, ...intake };
  return {
    intake: new Intake(limits, (overloaded) => {
      const fields = { requestsMax: limits.requestsMax, bytesMax: limits.bytesMax };
      if (overloaded) log('warn', 'Overloaded: what comes in now is answered 503.', fields);
      else log('info', 'The overload is over.', fields);
    }),
    commits: new GroupCommit({
      store,
      factsMax: FACTS_MAX,
      commitsMax: 1,
      ...groupCommit,
      onCommit,
    }),
  };
}
