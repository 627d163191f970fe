import type { PublishedView, QueriesAnswer } from '../answers/answers.ts';
import { textOf } from '../engines/query-files.ts';
import { published } from '../published/index.ts';
import { inText, type PublishedQuestion } from '../published/published-question.ts';
import type { Question } from '../question.ts';
import { optionalText, positional } from './parameters.ts';
import { publishedNamed } from './query.ts';

/** The published questions, or the Cypher of one. */
export const queries: Question = {
  name: 'queries',
  summary: 'the published questions, with parameters and columns; by name, the Cypher of one',
  parameters: [positional('name', 'a published question, for its Cypher', false)],
  ask: async (_store, values): Promise<QueriesAnswer> => {
    const name = optionalText(values, 'name');
    if (name === undefined) return { queries: published.map(viewOf), text: null };
    const found = publishedNamed(name);
    return { queries: [viewOf(found)], text: textOf(found.text.name, 'neo4j') };
  },
};

function viewOf({ name, summary, parameters, columns }: PublishedQuestion): PublishedView {
  return {
    name,
    summary,
    parameters: parameters.map(({ name, type, required, describe }) => ({
      name: inText(name),
      type,
      required,
      describe,
    })),
    columns: columns.map(({ name, type, nullable = false }) => ({ name, type, nullable })),
  };
}
