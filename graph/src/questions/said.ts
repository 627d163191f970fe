/** What every statement by a person or a program carries: why, by whom, when, and an id. */
import { sha256 } from '../facts/keys.ts';
import type { AnnotationFact } from '../facts/lineage-batch.ts';
import type { Parameter, ParameterValues } from '../question.ts';
import * as parameters from './parameters.ts';

export const said: readonly Parameter[] = [
  parameters.option('reason', 'why'),
  parameters.option('by', 'who says so'),
  { ...parameters.asOf, name: 'at', describe: 'when it was found; default now' },
  parameters.option('id', 'a name of your own: the same id is one fact, however often it is sent'),
];

/** Without an id of the sender's, the same words about the same thing at the same time are one fact. */
export function factOf(
  values: ParameterValues,
  now: bigint,
  fact: Pick<AnnotationFact, 'kind' | 'value' | 'about' | 'label'>,
): AnnotationFact {
  const at = parameters.timeOf(values, 'at', now);
  const reason = parameters.optionalText(values, 'reason') ?? null;
  const by = parameters.optionalText(values, 'by') ?? null;
  const own = sha256(JSON.stringify([fact.kind, fact.value, reason, by, `${at}`])).slice(0, 32);
  return {
    origin: null,
    id: parameters.optionalText(values, 'id') ?? own,
    ...fact,
    reason,
    by,
    at,
  };
}
