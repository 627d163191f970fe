/** `schema` and `clear`: a store's set-up, and its end. */
import type { ClearAnswer, SchemaAnswer } from '../answers/answers.ts';
import { UsageError } from '../errors.ts';
import type { LineageStore } from '../lineage-store.ts';
import type { Command } from '../question.ts';
import type { SchemaRow } from '../store-upkeep.ts';
import * as parameters from './parameters.ts';

/** Shows what is there of a store's schema; applies what is missing, derives its dependencies anew. */
export const schema: Command = {
  name: 'schema',
  summary: 'the set-up of the store: what is there, what is missing; apply it, derive anew',
  writes: true,
  upkeep: true,
  parameters: [
    parameters.flag('apply', 'create what is missing'),
    parameters.flag('rederive', 'decide every dependency anew, or go on where that was broken off'),
    {
      name: 'clock-skew-ms',
      type: 'number',
      required: false,
      positional: false,
      describe:
        'with --rederive, how far a clock may be ahead of another one; default as the store has it',
      min: 0,
      max: 86_400_000,
    },
  ],
  ask: async (store, values): Promise<SchemaAnswer> => {
    const skew = values.get('clock-skew-ms');
    const rederive = parameters.isSet(values, 'rederive');
    if (skew !== undefined && !rederive) {
      throw new UsageError(
        'Another clock skew allowance means other dependencies: add --rederive.',
        'clock-skew-ms',
      );
    }
    const before = await store.upkeep.schema();
    if (parameters.isSet(values, 'apply')) await store.upkeep.applySchema();
    const rederived = rederive
      ? await store.upkeep.rederive(
          typeof skew === 'number' ? BigInt(Math.round(skew * 1_000)) : null,
        )
      : null;
    return schemaAnswer(before, await store.upkeep.schema(), rederived?.runs ?? null);
  },
};

function schemaAnswer(before: SchemaRow, row: SchemaRow, rederived: number | null): SchemaAnswer {
  const wasMissing = new Set(
    before.elements.filter(({ state }) => state === 'missing').map(({ name }) => name),
  );
  return {
    version: row.version === null ? null : Number(row.version),
    newest: Number(row.known),
    state: stateOf(row),
    clockSkewMs: row.clockSkew === null ? null : Number(row.clockSkew) / 1_000,
    rederivingMs: row.rederiving === null ? null : Number(row.rederiving) / 1_000,
    elements: row.elements.map(({ name, kind, file, state, progress }) => ({
      name,
      kind,
      file,
      state,
      progress,
    })),
    applied: row.elements
      .filter(({ name, state }) => state !== 'missing' && wasMissing.has(name))
      .map(({ name }) => name),
    rederivedRuns: rederived,
  };
}

function stateOf({ version, known, rederiving, elements }: SchemaRow): SchemaAnswer['state'] {
  if (version !== null && version > known) return 'newer';
  if (elements.some(({ state }) => state === 'failed')) return 'failed';
  if (rederiving !== null) return 'rederiving';
  if (version === null || version < known) return 'missing';
  if (elements.some(({ state }) => state === 'missing')) return 'missing';
  return elements.some(({ state }) => state === 'populating') ? 'populating' : 'ready';
}

/** Removes every fact of a store. */
export const clear: Command = {
  name: 'clear',
  summary: 'empty the store: every fact goes, the set-up stays',
  writes: true,
  parameters: [parameters.flag('yes', 'really do it; nothing brings the facts back')],
  ask: async (store, values): Promise<ClearAnswer> => {
    if (!parameters.isSet(values, 'yes')) throw await refusal(store);
    const { nodes, edges } = await store.upkeep.clear();
    return { nodes, edges };
  },
};

async function refusal(store: LineageStore): Promise<UsageError> {
  const { nodes, edges } = await store.upkeep.count();
  return new UsageError(
    `"clear" would remove ${nodes} nodes and ${edges} edges for ever. Stop what writes to the store, and add --yes.`,
    'yes',
  );
}
