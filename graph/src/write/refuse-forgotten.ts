/** The write path's only look at what was forgotten: one seek for a store that has forgotten nothing. */
import type { CypherSession } from '../engines/cypher-engine.ts';
import { query } from '../engines/query-files.ts';
import { readByKeys } from '../engines/statements.ts';
import type { GatheredFacts } from '../facts/gathered-facts.ts';
import { candidatesOf, namesAmong } from '../forget/forgotten-names.ts';
import { type ForgottenNames, redactFacts } from '../forget/redact-facts.ts';
import { saltsOf } from '../forget/salts.ts';
import { tombstoneFrom } from '../forgetting.ts';

const meta = query('meta');
const tombstones = query('forget/tombstones');

/** Keys of tombstones whose names the facts have been rid of; `everything`: nothing is to be looked for. */
export type Remembered = ReadonlySet<string> | 'everything';

/** Says inside a write that some of its names are forgotten; the write begins again without them. */
class ForgottenNamesFound extends Error {
  readonly names: ForgottenNames;

  constructor(names: ForgottenNames) {
    super('Some names of this write are forgotten.');
    this.names = names;
  }
}

/** Sends its look at once: whoever has sent the locks before it looks behind them. */
export async function refuseForgotten(
  session: CypherSession,
  facts: GatheredFacts,
  remembered: Remembered,
): Promise<void> {
  if (remembered === 'everything') return;
  const [row] = await session.run(meta);
  const salts = saltsOf(row);
  if (salts.length === 0) return;
  const candidates = candidatesOf(facts, salts);
  const keys = [...candidates.keys()].filter((key) => !remembered.has(key));
  const found = (await readByKeys(session, tombstones, keys)).map(tombstoneFrom);
  if (found.length > 0) throw new ForgottenNamesFound(namesAmong(candidates, found));
}

/**
 * Writes facts without what is forgotten. The look at the tombstones stands inside the transaction,
 * behind its locks: whoever forgets a name locks it too, so no write slips in between.
 *
 * @returns what `write` gave, and how many forgotten names there were.
 */
export async function writeRemembering<T>(
  write: (
    withoutForgotten: (facts: GatheredFacts) => GatheredFacts,
    remembered: Remembered,
  ) => Promise<T>,
): Promise<{ readonly result: T; readonly forgotten: number }> {
  const remembered = new Set<string>();
  const found: ForgottenNames[] = [];
  for (;;) {
    try {
      const result = await write((facts) => found.reduce(redactFacts, facts), remembered);
      return { result, forgotten: remembered.size };
    } catch (error) {
      if (!(error instanceof ForgottenNamesFound)) throw error;
      const { names } = error;
      found.push(names);
      for (const { as } of [...names.pointers.values(), ...names.runs.values()]) remembered.add(as);
    }
  }
}
