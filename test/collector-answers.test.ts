/**
 * What a real Collector does after each of the service's answers. Everything that could go well later must make it send again; what
 * it drops must be what no repetition mends, and it must be able to tell its operator why.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  type Collector,
  type CollectorConfig,
  collectorForTests,
  describeCollector,
} from '@spantrail/collector-for-tests';
import { GraphUnavailableError, type LineageStore, openLineage } from '@spantrail/graph';
import { component, currentRun } from '@spantrail/instrumentation';
import { type ServiceOptions, startService } from '@spantrail/service';
import { startApplication } from './support/application.ts';
import { startOneCollector } from './support/collector-config.ts';
import { type RunSpan, traceRequest } from './support/otlp-json.ts';
import { RecordingProxy } from './support/recording-proxy.ts';
import { difference, referenceOf } from './support/traffic.ts';

const ARRIVE_MS_MAX = 30_000;
const TEST_MS_MAX = 60_000;

/** Done before a batch is written; throws in place of writing. */
type Trouble = () => Promise<void>;

interface Way {
  readonly collector: Collector;
  readonly proxy: RecordingProxy;
  readonly store: LineageStore;
  /** To the Collector, which must take it. */
  send(body: string): Promise<void>;
  arrived(spans: number): Promise<void>;
  stopService(): Promise<void>;
  /** Another one, elsewhere, on the same store. */
  startService(): Promise<void>;
  /** How the store differs from one that holds these runs and nothing else. */
  holds(body: string): Promise<readonly string[]>;
}

interface WayOptions {
  /** Of the first writes, one each. */
  readonly troubles?: readonly Trouble[];
  readonly service?: Partial<ServiceOptions>;
  readonly config?: CollectorConfig;
  readonly env?: Readonly<Record<string, string>>;
  /** How long nothing listens at the service's address. */
  readonly awayMs?: number;
}

const fails = (error: Error) => async (): Promise<void> => {
  throw error;
};
const away = fails(new GraphUnavailableError('no connection'));
const runs = (count: number): readonly RunSpan[] =>
  Array.from({ length: count }, (_, index) => ({
    id: `run-${index}`,
    component: 'train',
    start: 1_700_000_000_000_000n + BigInt(index),
    end: 1_700_000_001_000_000n + BigInt(index),
    writes: [`s3://models/${index}`],
  }));

describeCollector('after an answer of the service a Collector', await collectorForTests(), () => {
  const FEW = traceRequest(runs(3));
  // Two requests at once, by its configuration for tests.
  const MANY = traceRequest(runs(800));

  describe('sends again, and all arrives', () => {
    test.concurrent.each<readonly [string, string, readonly number[], WayOptions]>([
      ['the store was away', FEW, [200, 503], { troubles: [away, away] }],
      [
        'it failed in a way that nobody knows',
        FEW,
        [200, 503],
        { troubles: [fails(new TypeError('a bug'))] },
      ],
      [
        'the store was slow, and committed after all',
        FEW,
        [200, 503],
        { troubles: [() => sleep(1_000)], service: { storeTimeoutMs: 300 } },
      ],
      [
        'more came in than there was room for',
        MANY,
        [200, 503],
        { troubles: [() => sleep(1_000)], service: { intake: { requestsMax: 1 } } },
      ],
      ['nothing listened', FEW, [200], { awayMs: 1_500 }],
    ])(
      'when %s',
      async (_what, body, statuses, options) => {
        await onTheWay(options, async ({ collector, proxy, send, arrived, holds }) => {
          await send(body);
          await arrived(body === MANY ? 800 : 3);

          // How often depends on how fast the machine is.
          expect([...proxy.statuses.keys()].sort()).toEqual(statuses);
          expect(proxy.counts.broken > 0).toBe(options.awayMs !== undefined);
          expect(await holds(body)).toEqual([]);
          expect(await total(collector, 'otelcol_exporter_send_failed_spans')).toBe(0);
        });
      },
      TEST_MS_MAX,
    );

    test.concurrent(
      'when the service ends in order, before and after another one takes its place',
      async () => {
        let isWriting = false;
        const slow = async (): Promise<void> => {
          isWriting = true;
          await sleep(500);
        };
        await onTheWay({ troubles: [slow] }, async (way) => {
          const { proxy, send, arrived, holds } = way;
          const [inFlight, later] = [runs(3), runs(6).slice(3)];
          await send(traceRequest(inFlight));
          while (!isWriting) await sleep(10);
          await way.stopService();
          await arrived(3);
          // What it had taken, it answered before it went.
          expect([statusesOf(proxy), proxy.counts.broken]).toEqual([[200], 0]);
          await send(traceRequest(later));
          while (proxy.counts.broken === 0) await sleep(10);
          await way.startService();
          await arrived(6);

          expect(await holds(traceRequest([...inFlight, ...later]))).toEqual([]);
        });
      },
      TEST_MS_MAX,
    );
  });

  describe('does not send again', () => {
    test.concurrent.each([
      ['protobuf', {}],
      ['JSON', { exporters: { 'otlp_http/spantrail': { encoding: 'json' } } }],
    ])(
      'what was refused span by span, and says which and why (in %s)',
      async (_encoding, config) => {
        await onTheWay({ config }, async ({ collector, proxy, send, arrived, holds }) => {
          const [first, second] = runs(2);
          const bad = { ...(second as RunSpan), start: 0n };
          await send(traceRequest([first as RunSpan, bad]));
          await arrived(1);
          await sleep(1_000);

          expect(statusesOf(proxy)).toEqual([200]);
          expect(await collector.log()).toContain(
            '1 of 2 spans rejected: span 1: it has no start time',
          );
          expect(await holds(traceRequest([first as RunSpan]))).toEqual([]);
        });
      },
      TEST_MS_MAX,
    );

    test.concurrent.each<readonly [string, number, string, WayOptions]>([
      ['is too large', 413, 'Send smaller batches.', { service: { bodyBytesMax: 300 } }],
      [
        'comes with a wrong token',
        401,
        'The token is none of those that this service takes.',
        {
          service: { tokens: { text: 'ingest the-right-token-of-this-test' } },
          env: { SPANTRAIL_TOKEN: 'a-wrong-token-of-this-test' },
        },
      ],
    ])(
      'what %s, and says why',
      async (_what, status, reason, options) => {
        await onTheWay(options, async ({ collector, proxy, send, holds }) => {
          await send(FEW);
          while (!(await collector.log()).includes('Dropping data')) await sleep(50);

          expect(statusesOf(proxy)).toEqual([status]);
          expect(await collector.log()).toContain(reason);
          expect(await total(collector, 'otelcol_exporter_send_failed_spans')).toBe(3);
          expect(await holds(traceRequest([]))).toEqual([]);
        });
      },
      TEST_MS_MAX,
    );
  });

  describe('hands on', () => {
    test.concurrent(
      'the token of its environment',
      async () => {
        const token = 'the-right-token-of-this-test';
        const service = { tokens: { text: `ingest ${token}` } };
        await onTheWay({ service, env: { SPANTRAIL_TOKEN: token } }, async (way) => {
          await way.send(FEW);
          await way.arrived(3);

          expect(statusesOf(way.proxy)).toEqual([200]);
        });
      },
      TEST_MS_MAX,
    );

    test.concurrent(
      'every kind of value, nested, from JSON to protobuf, and a run is made all the same',
      async () => {
        await onTheWay({}, async ({ collector, proxy, store, send, arrived }) => {
          await send(everyValue());
          await arrived(1);

          expect(statusesOf(proxy)).toEqual([200]);
          expect(await collector.log()).not.toContain('artial success');
          const [run] = await store.recentRuns({ asOf: 2n ** 62n, limit: 2 });
          expect(run).toBe('odd');
        });
      },
      TEST_MS_MAX,
    );
  });
});

describeCollector('an application that ended', await collectorForTests(), () => {
  test(
    'has its spans in the graph, though the service came up later: the Collector kept them',
    async () => {
      const score = component({ name: 'score', inputs: 's3://lake/live.csv' }, () => {
        currentRun().wrote('s3://predictions/today.csv');
      });
      await onTheWay({ awayMs: 2_000 }, async ({ collector, store, arrived }) => {
        const exporter = new OTLPTraceExporter({ url: `${collector.url}/v1/traces` });
        const application = startApplication(exporter);
        score();
        await application.stop();
        await arrived(1);

        const { nodes } = await store.dump();
        expect(nodes.join('\n')).toContain('s3://predictions/today.csv');
      });
    },
    TEST_MS_MAX,
  );
});

/** A sender's Collector, a proxy that writes down, a service and its store. */
async function onTheWay(
  { troubles = [], service: options = {}, config = {}, env = {}, awayMs = 0 }: WayOptions,
  use: (way: Way) => Promise<void>,
): Promise<void> {
  const store = await openLineage({ store: 'memory:' });
  const troubled = withTroubles(store, troubles);
  const start = () =>
    startService({ store: troubled, listen: { port: 0 }, log: () => {}, ...options });
  let service = await start();
  const listensAt = performance.now() + awayMs;
  const proxy = await RecordingProxy.start({
    // The discard port: nothing listens there.
    target: () => (performance.now() < listensAt ? 'http://127.0.0.1:9' : service.url),
    loses: () => false,
  });
  const collector = await startOneCollector(proxy.url, { config, env });
  try {
    await use({
      collector,
      proxy,
      store,
      send: (body) => send(collector, body),
      arrived: (spans) => arrived(proxy, spans),
      stopService: () => service.close(),
      startService: async () => {
        service = await start();
      },
      holds: async (body) => {
        const reference = await referenceOf([{ component: 'train', runs: [], body }]);
        const { nodes, edges } = await store.dump();
        return [...difference(nodes, reference.nodes), ...difference(edges, reference.edges)];
      },
    });
  } finally {
    await collector.stop();
    await service.close();
    await proxy.close();
    await store.close();
  }
}

function withTroubles(store: LineageStore, troubles: readonly Trouble[]): LineageStore {
  const waiting = [...troubles];
  const write: LineageStore['write'] = async (batch) => {
    await waiting.shift()?.();
    return store.write(batch);
  };
  return new Proxy(store, {
    get: (target, name) => {
      const value: unknown = name === 'write' ? write : Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

async function send(collector: Collector, body: string): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${collector.url}/v1/traces`, { method: 'POST', headers, body });
  if (!response.ok) throw new Error(`The Collector answered ${response.status}.`);
}

async function arrived(proxy: RecordingProxy, spans: number): Promise<void> {
  const giveUpAt = Date.now() + ARRIVE_MS_MAX;
  while (proxy.stored.size < spans) {
    if (Date.now() > giveUpAt) throw new Error(`${proxy.stored.size} of ${spans} spans arrived.`);
    await sleep(20);
  }
}

/** Of all answers, sorted. */
function statusesOf(proxy: RecordingProxy): readonly number[] {
  return [...proxy.statuses].flatMap(([status, times]) => Array(times).fill(status)).sort();
}

async function total(collector: Collector, name: string): Promise<number> {
  const rows = (await collector.metrics()).filter((metric) => metric.name === name);
  return rows.reduce((sum, { value }) => sum + value, 0);
}

function everyValue(): string {
  const values = {
    'ml.component.name': { stringValue: 'train' },
    'ml.run.id': { stringValue: 'odd' },
    empty: {},
    bytes: { bytesValue: 'AP8=' },
    large: { intValue: '-9223372036854775808' },
    list: {
      arrayValue: { values: [{ intValue: 1 }, { stringValue: 'a' }, {}, { arrayValue: {} }] },
    },
    map: {
      kvlistValue: {
        values: [{ key: 'in', value: { kvlistValue: { values: [{ key: 'deep' }] } } }],
      },
    },
  };
  const attributes = Object.entries(values).map(([key, value]) => ({ key, value }));
  const span = {
    traceId: 'ABCDEF0123456789ABCDEF0123456789',
    spanId: 'ABCDEF0123456789',
    name: 'odd',
    startTimeUnixNano: 1_700_000_000_000_000_000,
    endTimeUnixNano: '1700000001000000000',
    attributes,
    fieldOfTomorrow: 1,
  };
  return JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
}
