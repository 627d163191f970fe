/** `forget` as it is asked for: what goes, what stays, what is left of it, and what a kill leaves. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import type {
  ForgetAnswer,
  ForgottenAnswer,
  ImpactAnswer,
  TraceAnswer,
} from '../src/answers/answers.ts';
import type { LineageStore } from '../src/lineage-store.ts';
import { MemoryLineageStore } from '../src/memory/memory-lineage-store.ts';
import { openLineage } from '../src/open-lineage.ts';
import { exportLines } from '../src/transfer/export-lines.ts';
import { importLines } from '../src/transfer/import-lines.ts';
import { ask } from './ask.ts';
import { at, batch, pointer, run } from './facts.ts';
import { openEmbedded } from './open-embedded.ts';

const SALT = 'ab'.repeat(32);
const folder = mkdtempSync(join(tmpdir(), 'spantrail-forget-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** One rider's file feeds her prediction, a table of all riders, and by it a model. */
const story = [
  run({ id: 'ingest-77', component: 'ingest', start: 0, writes: ['riders/77/trips.csv'] }),
  run({ id: 'ingest-78', component: 'ingest', start: 0, writes: ['riders/78/trips.csv'] }),
  run({
    id: 'table-1',
    component: 'table',
    start: 10,
    reads: [{ name: 'riders/77/trips.csv', digest: 'sha256:secret-of-77' }, 'riders/78/trips.csv'],
    writes: ['all-riders.csv'],
  }),
  run({
    id: 'train-1',
    component: 'train',
    start: 20,
    reads: ['all-riders.csv'],
    writes: ['m.pkl'],
  }),
  run({
    id: 'score-77',
    component: 'score',
    start: 30,
    reads: ['riders/77/trips.csv', 'm.pkl'],
    writes: ['riders/77/prediction.json'],
    metrics: { fare: 77.7701 },
    failedTrigger: 'fare-of-77',
    failed: 'rider 77 has moved',
  }),
  run({
    id: 'score-78',
    component: 'score',
    start: 30,
    reads: ['riders/78/trips.csv', 'm.pkl'],
    writes: ['riders/78/prediction.json'],
  }),
];
const flags = {
  contributions: [],
  annotations: [
    {
      origin: null,
      id: 'flag-of-77',
      kind: 'flag' as const,
      about: { kind: 'pointer' as const, pointer: pointer('riders/77/prediction.json') },
      value: 'true',
      reason: 'rider 77 complained',
      by: null,
      at: at(40),
    },
  ],
};
const late = run({
  id: 'score-77-again',
  component: 'score',
  start: 50,
  reads: ['riders/77/trips.csv', 'm.pkl'],
  writes: ['riders/77/prediction.json'],
  metrics: { fare: 77.7702 },
});

async function told(store: LineageStore): Promise<LineageStore> {
  await store.forgetting.addSalts([SALT]);
  await store.write(batch(...story));
  await store.write(flags);
  return store;
}

const forget = (store: LineageStore, values: Record<string, string | boolean> = {}) =>
  ask<ForgetAnswer>(store, 'forget', { subject: 'riders/77/trips.csv', yes: true, ...values });

async function everythingIn(store: LineageStore): Promise<string> {
  const { nodes, edges } = await store.dump();
  let text = [...nodes, ...edges].join('\n');
  for await (const lines of exportLines(store, at(0))) text += lines;
  return `${text}${JSON.stringify(await ask(store, 'forgotten', {}))}`;
}

const secrets = [
  'riders/77',
  'score-77',
  '77.77',
  'secret-of-77',
  'fare-of-77',
  'has moved',
  'flag-of-77',
  'complained',
];

describe.each([
  ['the reference store', async () => new MemoryLineageStore() as LineageStore],
  ['the embedded store', () => openEmbedded()],
])('in %s', (_name, open) => {
  test('what was made of one file alone goes with it; tables and models are told and kept', async () => {
    const store = await told(await open());

    const plan = await forget(store, { yes: false });
    const done = await forget(store, { reason: 'request 12' });

    expect(plan).toMatchObject({ done: false, pointers: 2, runs: 2, receipt: null });
    expect(plan.forgets.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['riders/77/trips.csv', 'riders/77/prediction.json', 'score-77']),
    );
    expect(plan.keeps).toEqual([{ name: 'all-riders.csv', why: 'shared' }]);
    expect(done).toMatchObject({ done: true, forgets: [] });
    expect(done.receipt).toMatchObject({
      reason: 'request 12',
      removed: { metrics: 1, triggers: 1, annotations: 1 },
      done: true,
    });
    const text = `${await everythingIn(store)}${JSON.stringify(done)}`;
    expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
    await store.close();
  });

  test('the traces of others go on through the places that are left', async () => {
    const store = await told(await open());

    await forget(store);

    const trace = await ask<TraceAnswer>(store, 'trace', { pointer: 'riders/78/prediction.json' });
    expect(trace.runs.map(({ component }) => component)).toEqual([
      'score',
      'train',
      'ingest',
      'table',
      'ingest',
    ]);
    expect(
      trace.runs
        .flatMap(({ inputs }) => inputs)
        .filter((name) => name.startsWith('forgotten pointer #')),
    ).toHaveLength(1);
    const { runs } = await ask<ImpactAnswer>(store, 'impact', { subject: 'm.pkl' });
    expect(runs.map(({ id }) => id).sort()[0]).toMatch(/^#[0-9a-f]{64}$/);
    await store.close();
  });

  test('late spans stay forgotten, are counted, and are found by asking again', async () => {
    const store = await told(await open());
    await forget(store);

    const { forgotten } = await store.write(batch(late));
    await forget(store);

    expect(forgotten).toBe(2);
    const text = await everythingIn(store);
    expect(secrets.filter((secret) => secret !== 'score-77' && text.includes(secret))).toEqual([]);
    expect(text).not.toContain('score-77-again');
    await expect(ask(store, 'trace', { pointer: 'riders/77/trips.csv' })).rejects.toThrow();
    const known = await ask<ForgottenAnswer>(store, 'forgotten', { name: 'riders/77/trips.csv' });
    expect(known).toMatchObject({ forgotten: true });
    expect(known.receipts).toHaveLength(2);
    const other = await ask<ForgottenAnswer>(store, 'forgotten', { name: 'riders/78/trips.csv' });
    expect(other).toMatchObject({ forgotten: false, receipts: [] });
    await store.close();
  });

  test('erasing leaves no place, downstream takes models too, only takes nothing else', async () => {
    const erased = await told(await open());
    const downstream = await told(await open());
    const only = await told(await open());

    await forget(erased, { erase: true });
    const all = await forget(downstream, { downstream: true });
    const one = await forget(only, { only: true });

    expect(
      (await erased.dump()).nodes.filter((node) => node.includes('forgotten pointer')),
    ).toEqual([]);
    expect(all).toMatchObject({ pointers: 5, kept: 0 });
    expect(one).toMatchObject({ pointers: 1, runs: 0 });
    for (const store of [erased, downstream, only]) await store.close();
  });

  test('the name does not come back by way of the reason', async () => {
    const store = await told(await open());

    await expect(forget(store, { reason: 'for riders/77/trips.csv' })).rejects.toMatchObject({
      code: 'USAGE',
      parameter: 'reason',
    });
    await store.close();
  });
});

test('a forget that is killed after any of its transactions, and asked for again, ends the same', async () => {
  for (const fate of ['tombstone', 'erase']) {
    const whole = await told(new MemoryLineageStore());
    await forget(whole, { erase: fate === 'erase' });
    const expected = await whole.dump();
    for (let kill = 0; kill < 12; kill += 1) {
      let left = Number.POSITIVE_INFINITY;
      const store = await told(
        await openEmbedded((engine) => ({
          ...engine,
          write: async (work) => {
            left -= 1;
            if (left < 0) throw new Error('killed');
            return engine.write(work);
          },
        })),
      );
      left = kill;

      await forget(store, { erase: fate === 'erase' }).catch(() => undefined);
      left = Number.POSITIVE_INFINITY;
      await forget(store, { erase: fate === 'erase' }).catch(() => undefined);

      expect(await store.dump()).toEqual(expected);
      await store.close();
    }
  }
}, 120_000);

test('the files of a store that is moved after a forget hold nothing of it', async () => {
  const path = join(folder, 'moved.db');
  const store = await told(await openLineage({ store: `file:${join(folder, 'first.db')}` }));
  await forget(store);
  const copy = await openLineage({ store: `file:${path}` });

  await importLines(copy, exportLines(store, at(0)));
  const open = foundIn(path);
  expect(await copy.dump()).toEqual(await store.dump());
  expect(await ask(copy, 'forgotten', {})).toEqual(await ask(store, 'forgotten', {}));
  await copy.close();
  await store.close();

  expect([...open, ...foundIn(path)]).toEqual([]);
});

/** Secrets in the bytes of a store's file and log. */
function foundIn(path: string): readonly string[] {
  return filesOf(path).flatMap((file) => {
    const bytes = readFileSync(file).toString('latin1');
    return secrets.filter((secret) => bytes.includes(secret));
  });
}

function filesOf(path: string): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.startsWith(basename(path)))
    .map((name) => join(folder, name))
    .flatMap((file) =>
      existsSync(file) && statSync(file).isDirectory()
        ? readdirSync(file).map((name) => join(file, name))
        : [file],
    );
}
