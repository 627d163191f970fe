import { shortRunIds } from './short-run-ids.ts';

/** How an answer's names are shown: the few choices that all presenters share. */
export interface Look {
  /** On a terminal ids are shortened; a pipe gets them whole. */
  readonly shortRunIds: boolean;
}

interface Named {
  readonly id?: string;
  readonly component: string;
  readonly namespace: string;
  /** Reasons name the runs that they came by. */
  readonly stale?: readonly { readonly chain?: readonly string[] }[];
  /** Ids of other runs that are shown with it. */
  readonly beside?: readonly string[];
}

/** Names for one answer; made from everything in it, so that a short name means one thing. */
export interface Names {
  /** An id that the answer was not known to show stays whole. */
  readonly run: (id: string) => string;
  /** Bare while the answer holds one namespace, else with its namespace behind it. */
  readonly component: (named: Named) => string;
}

/** @param runs all that the answer shows. */
export function namesIn(runs: readonly Named[], look: Look): Names {
  const ids = runs.flatMap(({ id, stale = [], beside = [] }) => [
    ...(id === undefined ? [] : [id]),
    ...stale.flatMap(({ chain = [] }) => chain),
    ...beside,
  ]);
  const short = look.shortRunIds ? shortRunIds(ids) : new Map<string, string>();
  const manyNamespaces = new Set(runs.map(({ namespace }) => namespace)).size > 1;
  return {
    run: (id) => short.get(id) ?? id,
    component: ({ component, namespace }) =>
      manyNamespaces && namespace !== '' ? `${component} (${namespace})` : component,
  };
}
