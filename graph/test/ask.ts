import type { LineageStore } from '../src/lineage-store.ts';
import type { ParameterValue } from '../src/question.ts';
import { commands, questions } from '../src/questions/index.ts';

/** Asks as the doors do, with values already parsed. */
export async function ask<Answer>(
  store: LineageStore,
  name: string,
  values: Readonly<Record<string, ParameterValue>> = {},
  now = 1_700_000_000_000_000n,
): Promise<Answer> {
  const question = [...questions, ...commands].find((candidate) => candidate.name === name);
  if (question === undefined) throw new Error(`There is no question ${name}.`);
  return (await question.ask(store, new Map(Object.entries(values)), now)) as Answer;
}
