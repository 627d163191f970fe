/** What every lineage store must do; a new one gets every test. */
import { afterEach, beforeEach, describe } from '@jest/globals';
import type { LineageStore } from '../src/lineage-store.ts';
import { annotations } from './conformance/annotations.ts';
import { comparisons } from './conformance/comparisons.ts';
import { dependencies } from './conformance/dependencies.ts';
import { filters } from './conformance/filters.ts';
import type { Given } from './conformance/given.ts';
import { labels } from './conformance/labels.ts';
import { lists } from './conformance/lists.ts';
import { maps } from './conformance/maps.ts';
import { namesAndNumbers } from './conformance/names-and-numbers.ts';
import { retention } from './conformance/retention.ts';
import { slas } from './conformance/slas.ts';
import { slices } from './conformance/slices.ts';
import { staleness } from './conformance/staleness.ts';
import { traces } from './conformance/traces.ts';
import { batch } from './facts.ts';

/** @param open gives an empty store for each test. */
export function describeLineageStore(
  name: string,
  open: () => Promise<LineageStore>,
  close: (store: LineageStore) => Promise<void>,
): void {
  describe(name, () => {
    let store: LineageStore;
    const given: Given = {
      get store() {
        return store;
      },
      write: async (...runs) => {
        for (const run of runs) {
          const { rejected } = await store.write(batch(run));
          if (rejected.length > 0) throw new Error(rejected[0]?.reason);
        }
      },
    };
    beforeEach(async () => {
      store = await open();
    });
    afterEach(() => close(store));

    dependencies(given);
    traces(given);
    staleness(given);
    annotations(given);
    comparisons(given);
    labels(given);
    lists(given);
    retention(given);
    maps(given);
    slas(given);
    filters(given);
    slices(given);
    namesAndNumbers(given);
  });
}
