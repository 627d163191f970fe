/**
 * Derives `PART_OF`: a run is part of the runs that own its parent spans. Either side may arrive first,
 * so both are looked up: the parents of this batch's runs, and the runs that waited for its spans.
 */

import type { Edge, RunChanges } from '../cypher/run-rows.ts';
import type { CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { asText } from '../engines/row-values.ts';
import { readByKeys, writeRows } from '../engines/statements.ts';
import { ownSpans } from '../facts/run-facts.ts';

const resolveSpans = query('write/resolve-spans');
const waitingRuns = query('write/waiting-runs');
const partOf = query('write/part-of');
const createPartOf = query('write/create-part-of');

export interface Nestings {
  /** New `PART_OF` edges. */
  readonly added: readonly Edge[];
  /** Runs whose links may lead to other runs than before. */
  readonly relinked: ReadonlySet<string>;
}

/** @param named runs of the batch whose own key others may name as parent or link to. */
export async function nestRuns(
  session: CypherSession,
  changes: RunChanges,
  named: ReadonlySet<string>,
): Promise<Nestings> {
  const wanted = new Map<string, Edge>();
  const relinked = new Set(changes.newLinks.map((edge) => edge.run));
  const want = (run: string, other: string): void => {
    if (run !== other) wanted.set(JSON.stringify([run, other]), { run, other });
  };

  const spans = new Map<string, string[]>();
  for (const run of changes.runs.values()) {
    const own = named.has(run.key) ? ownSpans(run) : run.spans;
    for (const span of own) spans.set(span, [...(spans.get(span) ?? []), run.key]);
  }
  const [owners, waiting] = await Promise.all([
    ownersOf(
      session,
      changes.newParents.map((edge) => edge.other),
    ),
    readByKeys(session, waitingRuns, spans.keys()),
  ]);
  for (const { run, other: span } of changes.newParents) {
    for (const owner of owners.get(span) ?? []) want(run, owner);
  }
  for (const row of waiting) {
    const run = asText(row.run);
    if (row.how === 'LINKED_TO') relinked.add(run);
    else for (const owner of spans.get(asText(row.span)) ?? []) want(run, owner);
  }

  const known = new Set(
    (
      await readByKeys(
        session,
        partOf,
        [...wanted.values()].map((edge) => edge.run),
      )
    ).map((row) => JSON.stringify([asText(row.run), asText(row.other)])),
  );
  const added = [...wanted].filter(([key]) => !known.has(key)).map(([, edge]) => edge);
  await writeRows(
    session,
    createPartOf,
    added.map(({ run, other }) => ({ run, other })),
  );
  return { added, relinked };
}

/** The runs that each span belongs to. */
export async function ownersOf(
  session: CypherSession,
  spans: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const owners = new Map<string, Set<string>>();
  for (const row of await readByKeys(session, resolveSpans, spans)) {
    const span = asText(row.span);
    owners.set(span, (owners.get(span) ?? new Set()).add(asText(row.run)));
  }
  return owners;
}
