/** How a name is known again without being kept: by its HMAC-SHA-256 under the store's salt. */
import { createHmac } from 'node:crypto';
import type { GatheredFacts } from '../facts/gathered-facts.ts';
import type { Fate, ForgottenName, ForgottenNames } from './redact-facts.ts';

export type NameKind = 'pointer' | 'run';

/** `#` and 64 hexadecimal digits: the key of the tombstone, and of what stands in its place. */
export function tombstoneKey(salt: string, kind: NameKind, key: string): string {
  const mac = createHmac('sha256', Buffer.from(salt, 'hex'));
  return `#${mac.update(`${kind}\0${key}`).digest('hex')}`;
}

export interface Candidate {
  readonly kind: NameKind;
  readonly key: string;
}

/** What facts name, by the keys that its tombstones would have; a tombstone's own key is itself. */
export function candidatesOf(
  facts: GatheredFacts,
  salts: readonly string[],
): ReadonlyMap<string, Candidate> {
  const candidates = new Map<string, Candidate>();
  const add = (kind: NameKind, key: string): void => {
    if (!/^#[0-9a-f]{64}$/.test(key)) {
      for (const salt of salts) candidates.set(tombstoneKey(salt, kind, key), { kind, key });
      // The name itself may stand beside its tombstone, and says more.
    } else if (!candidates.has(key)) candidates.set(key, { kind, key });
  };
  const runs = new Set<string>();
  for (const run of facts.runs.values()) {
    for (const key of [run.key, ...run.parents, ...run.links]) runs.add(key);
  }
  for (const { subject, about } of facts.annotations.values())
    if (subject === 'run') runs.add(about);
  for (const { parent, pointers } of facts.waiting.values()) {
    runs.add(parent);
    for (const key of pointers.keys()) add('pointer', key);
  }
  for (const key of runs) add('run', key);
  for (const key of facts.pointers.keys()) add('pointer', key);
  return candidates;
}

/** By name and by tombstone. Where a name was forgotten twice, under two salts, erasing wins, then the lesser hash. */
export function namesAmong(
  candidates: ReadonlyMap<string, Candidate>,
  found: Iterable<{ readonly key: string; readonly fate: Fate }>,
): ForgottenNames {
  const names = {
    pointer: new Map<string, ForgottenName>(),
    run: new Map<string, ForgottenName>(),
  };
  for (const { key: as, fate } of found) {
    const candidate = candidates.get(as);
    if (candidate === undefined) continue;
    const known = names[candidate.kind].get(candidate.key);
    const lesser = known === undefined || as < known.as ? as : known.as;
    const erases = fate === 'erase' || known?.fate === 'erase';
    names[candidate.kind].set(candidate.key, { as: lesser, fate: erases ? 'erase' : 'tombstone' });
    // What stands in the place of the name is given the same as the name would be.
    if (!names[candidate.kind].has(as)) names[candidate.kind].set(as, { as, fate });
  }
  return { pointers: names.pointer, runs: names.run };
}
