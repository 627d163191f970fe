/**
 * The shapes that questions answer with: what `--json` prints and `GET /api/<question>` returns.
 * Times are ISO 8601 in UTC with microseconds; a missing value is null; lists are never absent.
 */
export type * from './forget-answers.ts';
export type * from './label-answers.ts';
export type * from './lineage-answers.ts';
export type * from './ranking-answers.ts';
export type * from './run-answers.ts';
export type * from './store-answers.ts';
export type * from './views.ts';
