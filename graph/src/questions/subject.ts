/** From what a person typed to what the store holds, or a clear word why not. */
import { NotFoundError, UsageError } from '../errors.ts';
import { keyOf } from '../facts/keys.ts';
import type { ComponentRow, LineageStore, PointerRow, RunRow } from '../lineage-store.ts';
import { nearestNames } from './nearest-names.ts';
import type { Place } from './parameters.ts';

const NEAREST_MAX = 5;
const SAMPLE_MAX = 300;
/** Shorter beginnings of a run id are more likely a typing error than a name. */
const PREFIX_LENGTH_MIN = 4;

/** @throws NotFoundError, or UsageError when several namespaces have the name. */
export async function pointerNamed(
  store: LineageStore,
  name: string,
  namespace: string | undefined,
): Promise<PointerRow> {
  const found = await findPointer(store, name, namespace);
  if (found === null) throw await pointerNotFound(store, name);
  return found;
}

export async function findPointer(
  store: LineageStore,
  name: string,
  namespace: string | undefined,
): Promise<PointerRow | null> {
  const rows = (await store.findPointers([name])).filter(
    (row) => namespace === undefined || row.namespace === namespace,
  );
  if (rows.length > 1) throw ambiguous('pointer', name, rows);
  return rows[0] ?? null;
}

export async function pointerNotFound(store: LineageStore, name: string): Promise<NotFoundError> {
  return new NotFoundError('pointer', name, await nearest(store, 'pointer', name));
}

/**
 * A run by its id, or by a beginning that only one id has.
 *
 * @throws NotFoundError, UsageError when several ids begin so, or the run is in another place than said.
 */
export async function runNamed(
  store: LineageStore,
  id: string,
  place: Place = {},
): Promise<RunRow> {
  const run = await findRun(store, id);
  if (run === null) throw new NotFoundError('run', id, await nearest(store, 'run', id));
  checkPlace(run, place);
  return run;
}

/** @throws UsageError when the run is in another place than was said. */
export function checkPlace(run: RunRow, place: Place): void {
  for (const name of ['namespace', 'environment'] as const) {
    const wanted = place[name];
    if (wanted === undefined || run[name] === wanted) continue;
    throw new UsageError(
      `Run ${run.id} is in the ${name} "${run[name] ?? ''}", not "${wanted}". Leave --${name} out: an id names one run.`,
      name,
    );
  }
}

/** The id under which answers show the folded runs of a component on a day. */
const SUMMARY_ID = /^daily:(?:.*\/)?(.+):(\d{4}-\d\d-\d\d):[0-9a-f]{12}$/s;

function refuseSummary(id: string): void {
  const [, component, day] = SUMMARY_ID.exec(id) ?? [];
  if (component === undefined) return;
  throw new UsageError(
    `"${id}" stands for the folded runs of ${component} on ${day}, and no run of its own is kept of them. "spantrail history ${component} --since ${day}" shows what is.`,
    'run',
  );
}

/** @throws UsageError when several ids begin so, or it is a summary's. */
export async function findRun(store: LineageStore, id: string): Promise<RunRow | null> {
  const [exact] = await store.runs([keyOf(id)]);
  if (exact !== undefined) return exact;
  if (id.length < PREFIX_LENGTH_MIN) return null;
  refuseSummary(id);
  const keys = await store.findRuns(id, NEAREST_MAX + 1);
  if (keys.length > 1) {
    throw new UsageError(
      `Several runs start with "${id}": ${keys.slice(0, NEAREST_MAX).join(', ')}${keys.length > NEAREST_MAX ? ', …' : ''}. Type more of the id.`,
      'run',
    );
  }
  const [run] = await store.runs(keys);
  return run ?? null;
}

/** @throws NotFoundError, or UsageError when several namespaces have the name. */
export async function componentNamed(
  store: LineageStore,
  name: string,
  namespace: string | undefined,
): Promise<ComponentRow> {
  const found = await findComponent(store, name, namespace);
  if (found !== null) return found;
  const all = await store.findComponents({});
  throw new NotFoundError(
    'component',
    name,
    nearestNames(
      name,
      all.map((row) => row.name),
      NEAREST_MAX,
    ),
  );
}

export async function findComponent(
  store: LineageStore,
  name: string,
  namespace: string | undefined,
): Promise<ComponentRow | null> {
  const rows = await store.findComponents({
    name,
    ...(namespace === undefined ? {} : { namespace }),
  });
  if (rows.length > 1) throw ambiguous('component', name, rows);
  return rows[0] ?? null;
}

function ambiguous(
  kind: string,
  name: string,
  rows: readonly { readonly namespace: string }[],
): UsageError {
  const namespaces = rows.map((row) => `"${row.namespace}"`).sort();
  return new UsageError(
    `The ${kind} "${name}" is in several namespaces: ${namespaces.join(', ')}. Choose one with --namespace.`,
    'namespace',
  );
}

/**
 * A bounded look, not a scan: names that share a long beginning with the sought one, then ever shorter
 * ones, then any.
 */
async function nearest(
  store: LineageStore,
  kind: 'pointer' | 'run',
  sought: string,
): Promise<readonly string[]> {
  const { length } = sought;
  const beginnings = [length - 1, Math.floor(length * 0.75), Math.floor(length / 2), 3, 0];
  const names = new Set<string>();
  for (const end of beginnings) {
    const start = sought.slice(0, Math.max(0, end));
    for (const name of await store.sampleNames(kind, start, SAMPLE_MAX)) names.add(name);
  }
  return nearestNames(sought, names, NEAREST_MAX);
}
