import { afterEach, expect, test } from '@jest/globals';
import { type LineageStore, openLineage } from '@spantrail/graph';
import { startService } from '../src/index.ts';
import { JSON_TYPE, jsonBody, type SpanShape } from './otlp-bodies.ts';
import { ask, ManualClock } from './running-service.ts';

const PARENT = '0000000000000009';
const stores: LineageStore[] = [];

afterEach(async () => {
  await Promise.all(stores.splice(0).map((store) => store.close()));
});

/** A span of an HTTP client, say, below a job that has not ended: it knows its parent and no more. */
const CHILD = {
  attributes: { 'ml.output.names': 's3://bucket/made' },
  parts: { parentSpanId: PARENT },
};
const JOB = {
  attributes: { 'ml.component.name': 'job', 'ml.run.id': 'job-1' },
  parts: { spanId: PARENT },
};

async function started(clock = new ManualClock()) {
  const store = await openLineage({ store: 'memory:' });
  stores.push(store);
  const said: string[] = [];
  const service = await startService({
    store,
    listen: { port: 0 },
    clock,
    log: (_level, message) => said.push(message),
  });
  const send = (...spans: readonly SpanShape[]) =>
    ask(service, '/v1/traces', { method: 'POST', headers: JSON_TYPE, body: jsonBody(...spans) });
  const metrics = async () => (await ask(service, '/metrics')).body.toString();
  return { store, service, said, send, metrics };
}

test('a child span that comes a request before its run is part of it', async () => {
  const { store, service, send, metrics } = await started();

  expect((await send(CHILD)).status).toBe(200);
  expect(await metrics()).toContain('spantrail_waiting_spans 1');
  expect((await send(JOB)).status).toBe(200);

  expect(await metrics()).toContain('spantrail_waiting_spans 0');
  const [pointer] = await store.findPointers(['s3://bucket/made']);
  const until = 2n ** 62n;
  const producers = await store.producers([{ pointer: pointer?.key ?? '', until }], 1);
  expect(producers).toMatchObject([{ run: 'job-1' }]);
  await service.close();
});

test('a child span whose run does not come in a day is given up, said and counted', async () => {
  const clock = new ManualClock();
  const { service, said, send } = await started(clock);
  await send(CHILD);
  // The store dates what comes by the machine's clock.
  clock.micros = BigInt(Date.now()) * 1_000n + 86_400_000_000n + 60_000_000n;

  clock.minutePasses();
  await service.close();

  expect(said.join('\n')).toMatch(/^1 child spans .* were given up: .* below a{32}:0{15}9\./m);
});
