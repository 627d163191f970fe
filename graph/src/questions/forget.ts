/** `forget` takes a name and what was made of it out of the store for good; `forgotten` has the receipts. */
import { randomUUID } from 'node:crypto';
import type { ForgetAnswer, ForgottenAnswer, ReceiptView } from '../answers/answers.ts';
import { NotFoundError, UsageError } from '../errors.ts';
import { compareText, keyOf, pointerKey } from '../facts/keys.ts';
import { formatTime } from '../facts/time.ts';
import { forgetNames, resumeForgetting } from '../forget/forget-names.ts';
import { tombstoneKey } from '../forget/forgotten-names.ts';
import { receiptDigest } from '../forget/receipt.ts';
import type { Forgettable, ReceiptRow } from '../forgetting.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { Command, ParameterValues, Question } from '../question.ts';
import { type ForgetPlan, planForget, type Scope } from './forget-plan.ts';
import * as parameters from './parameters.ts';
import { findPointer, findRun, pointerNotFound } from './subject.ts';

const SHOWN = 50;
const FOREVER = 2n ** 62n;
const RUNS_MAX = 10_000_000;

export const forget: Command = {
  name: 'forget',
  summary: 'take a pointer or run, and what was made of it alone, out of the store for good',
  writes: true,
  parameters: [
    parameters.positional('subject', 'the name of a pointer, or the id of a run', false),
    parameters.option(
      'label',
      'instead of a subject: all pointers with this label, and outputs of runs with it',
    ),
    parameters.flag('only', 'the subject alone'),
    parameters.flag('downstream', 'everything that was made of it, models and shared tables too'),
    parameters.flag('tombstone', 'keep its place in the graph, without its name (the default)'),
    parameters.flag('erase', 'keep nothing at all in its place'),
    parameters.flag('dry-run', 'only show what would go'),
    parameters.flag('yes', 'do it; without this, it is only shown'),
    parameters.option('reason', 'why; kept in the receipt, so without the name'),
    parameters.option('by', 'who asked for it; kept in the receipt'),
    parameters.namespace,
  ],
  ask: askForget,
};

export const forgotten: Question = {
  name: 'forgotten',
  summary: 'the receipts of what was forgotten, or whether a name was',
  parameters: [
    parameters.positional('name', 'a name or run id: was it forgotten?', false),
    parameters.namespace,
  ],
  ask: askForgotten,
};

async function askForget(
  store: LineageStore,
  values: ParameterValues,
  now: bigint,
): Promise<ForgetAnswer> {
  const scope = scopeOf(values);
  const fate = parameters.isSet(values, 'erase') ? 'erase' : 'tombstone';
  if (fate === 'erase' && parameters.isSet(values, 'tombstone')) {
    throw new UsageError('Give --erase or --tombstone, not both.', 'erase');
  }
  refuseNameInWords(values);
  const does = parameters.isSet(values, 'yes') && !parameters.isSet(values, 'dry-run');
  // What a killed forget left open goes first: the plan is then made of what is really there.
  if (does) await resumeForgetting(store.forgetting);
  const subject = await subjectsOf(store, values);
  const plan = await planForget(store, { subjects: subject.names, scope });
  const view = { scope, fate, ...planView(plan, subject) } as const;
  if (!does) return { ...view, done: false, receipt: null };
  const receipt = await forgetNames(store.forgetting, {
    id: randomUUID(),
    at: now,
    by: parameters.optionalText(values, 'by') ?? null,
    reason: parameters.optionalText(values, 'reason') ?? null,
    subject: subject.kind,
    scope,
    fate,
    names: plan.names,
  });
  // The answer may be logged: what is gone is not named again.
  return { ...view, forgets: [], done: true, receipt: receiptView(receipt) };
}

/** A receipt is kept for ever; the name must not come back by way of its words. */
function refuseNameInWords(values: ParameterValues): void {
  const subject = parameters.optionalText(values, 'subject');
  for (const field of ['reason', 'by']) {
    const text = parameters.optionalText(values, field) ?? '';
    if (subject !== undefined && text.includes(subject)) {
      throw new UsageError(
        `"${field}" holds the name that is to be forgotten, and receipts are kept; say it without.`,
        field,
      );
    }
  }
}

interface Subjects {
  readonly kind: ReceiptRow['subject'];
  readonly names: readonly Forgettable[];
  readonly shown: ReadonlyMap<string, string>;
}

async function subjectsOf(store: LineageStore, values: ParameterValues): Promise<Subjects> {
  const subject = parameters.optionalText(values, 'subject');
  const label = parameters.optionalText(values, 'label');
  if ((subject === undefined) === (label === undefined)) {
    throw new UsageError('forget takes a pointer or run, or --label, and not both.', 'subject');
  }
  if (label !== undefined) return labelled(store, label);
  const name = subject ?? '';
  const namespace = parameters.optionalText(values, 'namespace');
  const pointer = await findPointer(store, name, namespace);
  if (pointer !== null) {
    const names = [{ kind: 'pointer' as const, key: pointer.key }];
    return { kind: 'pointer', names, shown: new Map([[pointer.key, pointer.name]]) };
  }
  const run = await findRun(store, name);
  if (run !== null) {
    const names = [{ kind: 'run' as const, key: run.key }];
    return { kind: 'run', names, shown: new Map([[run.key, run.id]]) };
  }
  // Forgotten before: its place may be erased now, or things made of it since be found.
  const [known] = await tombstonesOf(store, name, namespace);
  if (known === undefined) throw await pointerNotFound(store, name);
  return { kind: known.kind, names: [known], shown: new Map() };
}

async function labelled(store: LineageStore, label: string): Promise<Subjects> {
  const key = keyOf(label);
  const runs = await store.runs(await store.labels.runsWith(key, FOREVER, RUNS_MAX));
  const shown = new Map(
    runs.flatMap(({ outputs }) => outputs.map(({ pointer, name }) => [pointer, name] as const)),
  );
  for (const { pointer, name, value } of await store.labels.labellingsOf([key], FOREVER)) {
    if (value) shown.set(pointer, name);
  }
  if (shown.size === 0) throw new NotFoundError('label', label, []);
  const names = [...shown.keys()].map((key) => ({ kind: 'pointer' as const, key }));
  return { kind: 'label', names, shown };
}

/** By what a name's tombstones would be; a bare name may have been in any namespace that is known. */
async function tombstonesOf(
  store: LineageStore,
  name: string,
  namespace: string | undefined,
): Promise<readonly Forgettable[]> {
  const salts = await store.forgetting.salts();
  if (salts.length === 0) return [];
  const components = namespace === undefined ? await store.findComponents({}) : [];
  const namespaces = new Set([namespace ?? '', ...components.map((row) => row.namespace)]);
  const keys = new Set([...namespaces].map((space) => pointerKey({ namespace: space, name })));
  const hashes = salts.flatMap((salt) => [
    tombstoneKey(salt, 'run', keyOf(name)),
    ...[...keys].map((key) => tombstoneKey(salt, 'pointer', key)),
  ]);
  const rows = await store.forgetting.tombstones(hashes);
  return rows.map(({ kind, key }) => ({ kind, key }));
}

function scopeOf(values: ParameterValues): Scope {
  const only = parameters.isSet(values, 'only');
  const downstream = parameters.isSet(values, 'downstream');
  if (only && downstream) {
    throw new UsageError('Give --only or --downstream, not both.', 'downstream');
  }
  return only ? 'only' : downstream ? 'downstream' : 'alone';
}

function planView(
  plan: ForgetPlan,
  { shown }: Subjects,
): Pick<ForgetAnswer, 'pointers' | 'runs' | 'forgets' | 'keeps' | 'kept' | 'truncated'> {
  const named = plan.names.map(({ kind, key }) => ({
    kind,
    name: shown.get(key) ?? plan.shown.get(key) ?? key,
  }));
  const kept = [...plan.kept].sort((a, b) => compareText(a.name, b.name));
  return {
    pointers: named.filter(({ kind }) => kind === 'pointer').length,
    runs: named.filter(({ kind }) => kind === 'run').length,
    forgets: named.slice(0, SHOWN),
    kept: kept.length,
    keeps: kept.slice(0, SHOWN),
    truncated: named.length > SHOWN || kept.length > SHOWN,
  };
}

async function askForgotten(
  store: LineageStore,
  values: ParameterValues,
): Promise<ForgottenAnswer> {
  const receipts = [...(await store.forgetting.receipts())].sort((a, b) =>
    a.at === b.at ? compareText(a.id, b.id) : a.at < b.at ? 1 : -1,
  );
  const name = parameters.optionalText(values, 'name');
  if (name === undefined) {
    return { name: null, forgotten: null, hashes: [], receipts: receipts.map(receiptView) };
  }
  const namespace = parameters.optionalText(values, 'namespace');
  const found = await tombstonesOf(store, name, namespace);
  const hashes = found.map(({ key }) => key).sort(compareText);
  return {
    name,
    forgotten: hashes.length > 0,
    hashes,
    receipts: receipts
      .filter((receipt) => receipt.hashes.some((hash) => hashes.includes(hash)))
      .map(receiptView),
  };
}

function receiptView(row: ReceiptRow): ReceiptView {
  const { id, at, by, reason, subject, fate, scope, hashes, allHashes, done } = row;
  const receipt = {
    id,
    at: formatTime(at),
    by,
    reason,
    subject,
    fate,
    scope,
    pointers: Number(row.pointers),
    runs: Number(row.runs),
    removed: {
      metrics: Number(row.metrics),
      triggers: Number(row.triggers),
      annotations: Number(row.annotations),
    },
    hashes,
    allHashes,
    done,
  };
  return { ...receipt, digest: receiptDigest(receipt) };
}
