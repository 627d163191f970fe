/** The configuration that we ship, as the tests run it. */
import { join } from 'node:path';
import type { CollectorConfig } from '@spantrail/collector-for-tests';
import { root } from './rooms.ts';

const ONE_COLLECTOR: string = join(root, 'deploy/collector/one-collector.yaml');

/** Sends again sooner, and in requests small enough that a short stream has many. */
const IMPATIENT = {
  exporters: {
    'otlp_http/spantrail': {
      retry_on_failure: { initial_interval: '100ms', max_interval: '500ms' },
      sending_queue: { batch: { flush_timeout: '50ms', min_size: 100, max_size: 400 } },
    },
  },
};

export const forTests: readonly CollectorConfig[] = [ONE_COLLECTOR, IMPATIENT];
