/** From the slices and pointers that a person named to what the store holds. */
import { NotFoundError, UsageError } from '../errors.ts';
import { compareText, compositeKey, keyOf } from '../facts/keys.ts';
import type { LineageStore, SliceRow } from '../lineage-store.ts';
import { nearestNames } from './nearest-names.ts';
import { pointerNotFound } from './subject.ts';

const NEAREST_MAX = 5;
const SAMPLE_MAX = 300;
/** A key with more equals signs is written as JSON. */
const SPLITS_MAX = 64;
/** Unknown names that a note tells. */
const TOLD_MAX = 5;

/**
 * The slices that the texts mean, each once.
 *
 * @throws UsageError for a text without `=`, or one that two slices fit; NotFoundError for an unknown one.
 */
export async function slicesNamed(
  store: LineageStore,
  texts: readonly string[],
): Promise<readonly SliceRow[]> {
  const candidates = texts.map((text) => ({ text, keys: keysMeant(text) }));
  const rows = await store.findSlices(candidates.flatMap(({ keys }) => keys));
  const known = new Map(rows.map((row) => [row.key, row]));
  const found = new Map<string, SliceRow>();
  for (const { text, keys } of candidates) {
    const [row, other] = keys.flatMap((key) => known.get(key) ?? []);
    if (row === undefined) throw new NotFoundError('slice', text, await nearest(store, text));
    if (other !== undefined) throw ambiguous(text, [row, other]);
    found.set(row.key, row);
  }
  return [...found.values()];
}

/** `["KEY","VALUE"]` as JSON means just that; else a slice may be meant by each way to split at `=`. */
function keysMeant(text: string): readonly string[] {
  const pair = jsonPair(text);
  if (pair !== null) return [compositeKey(pair)];
  const keys: string[] = [];
  let at = text.indexOf('=');
  for (; at >= 0 && keys.length < SPLITS_MAX; at = text.indexOf('=', at + 1)) {
    keys.push(compositeKey([text.slice(0, at), text.slice(at + 1)]));
  }
  if (keys.length === 0) {
    throw new UsageError(`"${text}" is no slice: write KEY=VALUE, such as country=de.`, 'slice');
  }
  return keys;
}

function jsonPair(text: string): readonly [string, string] | null {
  if (!text.startsWith('[')) return null;
  try {
    const value: unknown = JSON.parse(text);
    if (!Array.isArray(value) || value.length !== 2) return null;
    const [key, of]: unknown[] = value;
    return typeof key === 'string' && typeof of === 'string' ? [key, of] : null;
  } catch {
    return null;
  }
}

function ambiguous(text: string, rows: readonly SliceRow[]): UsageError {
  const pairs = rows.map(({ name, value }) => JSON.stringify([name, value])).sort(compareText);
  return new UsageError(
    `"${text}" may mean several slices. Write the one that is meant as JSON: ${pairs.join(' or ')}.`,
    'slice',
  );
}

/** A bounded look: slices of the same key first, then of keys that start alike, then any. */
async function nearest(store: LineageStore, text: string): Promise<readonly string[]> {
  const key = text.slice(0, Math.max(0, text.indexOf('=')));
  const names = new Set<string>();
  for (const start of [key, key.slice(0, 3), '']) {
    // The key of a slice's node is the JSON of both parts, so this is how it begins.
    const beginning = JSON.stringify([start]).slice(0, -2);
    for (const { name, value } of await store.sampleSlices(beginning, SAMPLE_MAX)) {
      names.add(`${name}=${value}`);
    }
  }
  return nearestNames(text, names, NEAREST_MAX);
}

/**
 * Keys of the pointers of these names. Unknown ones are told in a note, for a list of outputs is often
 * longer than what was recorded.
 *
 * @throws NotFoundError when none is known, UsageError when several namespaces have one.
 */
export async function pointersNamed(
  store: LineageStore,
  names: readonly string[],
  namespace: string | undefined,
): Promise<{ readonly pointers: readonly string[]; readonly notes: readonly string[] }> {
  const byName = new Map<string, string[]>();
  for (const row of await store.findPointers(names)) {
    if (namespace !== undefined && row.namespace !== namespace) continue;
    const key = keyOf(row.name);
    byName.set(key, [...(byName.get(key) ?? []), row.key]);
  }
  const pointers: string[] = [];
  const unknown: string[] = [];
  for (const name of names) {
    const [key, other] = byName.get(keyOf(name)) ?? [];
    if (other !== undefined) throw severalNamespaces(name);
    if (key === undefined) unknown.push(name);
    else pointers.push(key);
  }
  const [first] = unknown;
  if (first !== undefined && pointers.length === 0) throw await pointerNotFound(store, first);
  const told = unknown.slice(0, TOLD_MAX).map((name) => `"${name}"`);
  const more = unknown.length > TOLD_MAX ? ', …' : '';
  return {
    pointers,
    notes:
      unknown.length === 0
        ? []
        : [
            `${unknown.length} of the ${names.length} pointers are unknown: ${told.join(', ')}${more}.`,
          ],
  };
}

function severalNamespaces(name: string): UsageError {
  return new UsageError(
    `The pointer "${name}" is in several namespaces. Choose one with --namespace.`,
    'namespace',
  );
}
