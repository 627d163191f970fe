/** The configuration that we ship, as the tests run it. */
import { join } from 'node:path';
import {
  type Collector,
  type CollectorConfig,
  startCollector,
} from '@spantrail/collector-for-tests';
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

/** @param endpoint base URL of the service. @param change what the test has otherwise. */
export function startOneCollector(
  endpoint: string,
  change: {
    readonly config?: CollectorConfig;
    readonly env?: Readonly<Record<string, string>>;
  } = {},
): Promise<Collector> {
  return startCollector({
    configs: [ONE_COLLECTOR, IMPATIENT, change.config ?? {}],
    env: { SPANTRAIL_ENDPOINT: endpoint, ...change.env },
  });
}
