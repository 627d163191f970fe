import { UsageError, withoutPassword } from '@spantrail/graph';

/** Where to ask. */
export type Place =
  | { readonly kind: 'service'; readonly url: string }
  /** `path` is the file of a file store, null for the others. */
  | { readonly kind: 'store'; readonly store: string; readonly path: string | null };

export const defaultStore = 'file:.spantrail/lineage.db';

/**
 * The options win over the environment, a service over the default file.
 *
 * @throws UsageError for an address that is none.
 */
export function choosePlace(
  { url, store }: { url: string | null; store: string | null },
  environment: Readonly<Record<string, string | undefined>>,
): Place {
  if (url !== null) return { kind: 'service', url: serviceUrl(url, '--url', 'url') };
  if (store !== null) return storePlace(store);
  const fromEnvironment = environment.SPANTRAIL_URL;
  if (fromEnvironment !== undefined && fromEnvironment !== '') {
    return { kind: 'service', url: serviceUrl(fromEnvironment, 'SPANTRAIL_URL', null) };
  }
  return storePlace(defaultStore);
}

/** @throws UsageError for a store that no adapter knows. */
export function storePlace(store: string): Place & { kind: 'store' } {
  if (store.startsWith('file:')) {
    const path = store.slice('file:'.length);
    if (path === '') throw new UsageError('"file:" names no file; write file:PATH.', 'store');
    return { kind: 'store', store, path };
  }
  if (store === 'memory:' || /^(?:bolt|neo4j)(?:\+s|\+ssc)?:\/\/./.test(store)) {
    return { kind: 'store', store, path: null };
  }
  const asFile = /^[\w+.-]+:\/\//.test(store) ? '' : ` Did you mean file:${store}?`;
  throw new UsageError(
    `"${withoutPassword(store)}" is no store: write file:PATH, bolt://HOST:PORT or neo4j://HOST:PORT.${asFile}`,
    'store',
  );
}

function serviceUrl(text: string, source: string, parameter: string | null): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url !== null && (url.protocol === 'http:' || url.protocol === 'https:')) return text;
  throw new UsageError(
    `${source} is an address like http://127.0.0.1:4319, not "${withoutPassword(text)}".`,
    parameter,
  );
}
