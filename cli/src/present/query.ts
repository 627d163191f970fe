import type { QueriesAnswer, QueryAnswer } from '@spantrail/graph';
import { type Block, inked, line, table } from '../text/document.ts';
import { noteLines } from './note-lines.ts';

type Value = QueryAnswer['rows'][number][number];

/** Rows as they came; what is no plain value is JSON. */
export function presentQuery(answer: QueryAnswer): readonly Block[] {
  if (answer.rows.length === 0) return [line('No rows.'), ...noteLines(answer)];
  const columns = answer.columns.map((title, index) => ({
    title,
    ...(answer.rows.every((row) => typeof row[index] === 'number')
      ? { align: 'right' as const }
      : {}),
  }));
  return [
    table(
      columns,
      answer.rows.map((row) => row.map(cell)),
    ),
    ...noteLines(answer),
  ];
}

function cell(value: Value): string {
  if (value === null || value === '') return '-';
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** The list, or the Cypher of one and nothing else: it can be piped into a file. */
export function presentQueries({ queries, text }: QueriesAnswer): readonly Block[] {
  if (text !== null)
    return text
      .trimEnd()
      .split('\n')
      .map((each) => line(each));
  const rows = queries.map(({ name, summary, parameters, columns }) => [
    inked('bold', name),
    parameters.map((parameter) => parameter.name + (parameter.required ? '' : '?')).join(', '),
    columns.map((column) => column.name).join(', '),
    summary,
  ]);
  return [
    table(
      ['QUERY', 'PARAMETERS', 'COLUMNS', 'WHAT'].map((title) => ({ title })),
      rows,
    ),
  ];
}
