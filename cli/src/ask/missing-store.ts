import { GraphUnavailableError } from '@spantrail/graph';
import { defaultStore } from './place.ts';

export function missingStore(store: string, path: string): GraphUnavailableError {
  const start = store === defaultStore ? 'spantrail serve' : `spantrail serve --store ${store}`;
  return new GraphUnavailableError(
    `There is no lineage store at ${path}. Run "npm run demo" for an example, start "${start}" and send it spans, or say where to ask with --store or --url.`,
  );
}
