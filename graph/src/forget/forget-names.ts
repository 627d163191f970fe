/** Forgetting, from its intention to its receipt, over any store. */
import { randomBytes } from 'node:crypto';
import { compareText, sha256 } from '../facts/keys.ts';
import type { Forgettable, Forgetting, ReceiptRow } from '../forgetting.ts';
import { tombstoneKey } from './forgotten-names.ts';
import type { Fate } from './redact-facts.ts';

/** How many names one transaction marks. */
const NAMES_A_STEP = 500;
const HASHES_SHOWN = 100;

export interface Intention
  extends Pick<ReceiptRow, 'id' | 'at' | 'by' | 'reason' | 'subject' | 'fate' | 'scope'> {
  /** The subject first. */
  readonly names: readonly Forgettable[];
}

/**
 * Forgets these names: writes the intention down, then takes everything away in steps of bounded size.
 * Broken off anywhere, the same forget again ends in the same state.
 */
export async function forgetNames(
  forgetting: Forgetting,
  { names, ...intention }: Intention,
): Promise<ReceiptRow> {
  const salt = await saltOf(forgetting);
  const marks = names.map(({ kind, key }) => ({
    kind,
    key,
    tombstone: isTombstone(key) ? key : tombstoneKey(salt, kind, key),
  }));
  const hashes = marks.map(({ tombstone }) => tombstone);
  const receipt: ReceiptRow = {
    ...intention,
    id: (await brokenOff(forgetting, intention, hashes[0]))?.id ?? intention.id,
    pointers: BigInt(names.filter(({ kind }) => kind === 'pointer').length),
    runs: BigInt(names.filter(({ kind }) => kind === 'run').length),
    hashes: hashes.slice(0, HASHES_SHOWN),
    allHashes: sha256([...hashes].sort(compareText).join('\n')),
    metrics: 0n,
    triggers: 0n,
    annotations: 0n,
    marked: false,
    done: false,
  };
  await forgetting.saveReceipt(receipt);
  for (let start = 0; start < marks.length; start += NAMES_A_STEP) {
    await markAll(forgetting, marks.slice(start, start + NAMES_A_STEP), receipt);
  }
  await forgetting.saveReceipt({ ...receipt, marked: true });
  await finishForgetting(forgetting);
  const receipts = await forgetting.receipts();
  return receipts.find(({ id }) => id === receipt.id) ?? receipt;
}

/** The same forget, killed before all of it was marked: this one takes its place. */
async function brokenOff(
  forgetting: Forgetting,
  { fate, scope }: Pick<Intention, 'fate' | 'scope'>,
  subject: string | undefined,
): Promise<ReceiptRow | undefined> {
  return (await forgetting.receipts()).find(
    (one) => !one.marked && one.hashes[0] === subject && one.fate === fate && one.scope === scope,
  );
}

/** What a killed forget had written down in full. One that had not is to be asked for again. */
export async function resumeForgetting(forgetting: Forgetting): Promise<void> {
  const receipts = await forgetting.receipts();
  if (receipts.every(({ marked }) => marked)) await finishForgetting(forgetting);
}

/** Carries on what was marked and not swept, by this process or one that was killed. */
async function finishForgetting(forgetting: Forgetting): Promise<void> {
  while (await forgetting.sweep());
  for (const receipt of await forgetting.receipts()) {
    if (receipt.marked && !receipt.done) await forgetting.saveReceipt({ ...receipt, done: true });
  }
}

/**
 * After tombstones came from another store: forgets what this one knows under their names. Reads every
 * name of the store once.
 */
export async function forgetByTombstones(forgetting: Forgetting): Promise<void> {
  const salts = await forgetting.salts();
  if (salts.length === 0) return;
  for await (const names of forgetting.names()) {
    const marks = names.flatMap((name) =>
      isTombstone(name.key)
        ? [{ ...name, tombstone: name.key }]
        : salts.map((salt) => ({ ...name, tombstone: tombstoneKey(salt, name.kind, name.key) })),
    );
    const rows = await forgetting.tombstones(marks.map(({ tombstone }) => tombstone));
    const fates = new Map(rows.map(({ key, fate }) => [key, fate]));
    const hits = marks.filter(({ key, tombstone }) => {
      const fate = fates.get(tombstone);
      return fate !== undefined && (key !== tombstone || fate === 'erase');
    });
    if (hits.length > 0) await forgetting.mark(hits);
  }
  await finishForgetting(forgetting);
}

function isTombstone(key: string): boolean {
  return /^#[0-9a-f]{64}$/.test(key);
}

async function markAll(
  forgetting: Forgetting,
  marks: readonly (Forgettable & { readonly tombstone: string })[],
  { id, fate }: { readonly id: string; readonly fate: Fate },
): Promise<void> {
  await forgetting.keep(
    marks.map(({ kind, tombstone }) => ({ key: tombstone, kind, fate })),
    id,
  );
  // What has become a tombstone already goes further only when it is to be erased.
  await forgetting.mark(
    marks.filter(({ key, tombstone }) => key !== tombstone || fate === 'erase'),
  );
}

async function saltOf(forgetting: Forgetting): Promise<string> {
  const [known] = await forgetting.salts();
  if (known !== undefined) return known;
  await forgetting.addSalts([randomBytes(32).toString('hex')]);
  // Another process may have been first.
  const [salt] = await forgetting.salts();
  if (salt === undefined) throw new Error('The store keeps no salt.');
  return salt;
}
