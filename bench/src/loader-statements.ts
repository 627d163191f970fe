import { readFileSync } from 'node:fs';

const QUERIES = new URL('../../queries/', import.meta.url);

type Statement =
  | 'components'
  | 'pointers'
  | 'runs'
  | 'inputs'
  | 'outputs'
  | 'dependencies'
  | 'resolve'
  | 'count'
  | 'countDependencies';

/** What the bare loaders send, without its comments. */
export const statements: Readonly<Record<Statement, string>> = {
  components: text('load-components'),
  pointers: text('load-pointers'),
  runs: text('load-runs'),
  inputs: text('load-inputs'),
  outputs: text('load-outputs'),
  dependencies: text('load-dependencies'),
  resolve: text('resolve-dependencies'),
  count: text('count-of-space'),
  countDependencies: text('count-dependencies'),
};

function text(name: string): string {
  return readFileSync(new URL(`${name}.cypher`, QUERIES), 'utf8').replace(/^\/\/.*\n/gm, '');
}
