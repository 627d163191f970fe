/** The exporter inside an application's own process, under OpenTelemetry's SDK, over an embedded store. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { trace as otel } from '@opentelemetry/api';
import { LineageSpanExporter, type SpanExportResult } from '@spantrail/collector-exporter';
import { openLineage } from '@spantrail/graph';
import { component, currentRun } from '@spantrail/instrumentation';
import { startApplication } from './support/application.ts';
import { spantrail } from './support/spantrail-process.ts';

let folder: string;
let place: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'spantrail-exporter-'));
  place = `file:${join(folder, 'lineage.db')}`;
});

afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

const train = component({ name: 'train', outputs: 's3://models/tips.bin' }, async () => {
  currentRun().metric('accuracy', 0.82);
});

describe('LineageSpanExporter in an application', () => {
  test('tells the SDK of success when the runs are in the store, and not before', async () => {
    const store = await openLineage({ store: place });
    const seen: { readonly code: number; readonly stored: Promise<number> }[] = [];
    const exporter = new LineageSpanExporter({ store });
    const application = startApplication({
      // What the SDK would be told is seen here, at the moment that it is told.
      export: (spans, done) =>
        exporter.export(spans, (result: SpanExportResult) => {
          const runs = store.recentRuns({ asOf: 2n ** 62n, limit: 100 });
          seen.push({ code: result.code, stored: runs.then(({ length }) => length) });
          done(result);
        }),
      shutdown: () => exporter.shutdown(),
    });

    await train();
    await application.delivered();
    await Promise.all([train(), train()]);
    await application.delivered();

    const told = await Promise.all(
      seen.map(async ({ code, stored }) => ({ code, stored: await stored })),
    );
    expect(told).toEqual([
      { code: 0, stored: 1 },
      { code: 0, stored: 3 },
    ]);
    expect(exporter.counts).toEqual({ runs: 3, lostRuns: 0, rejectedSpans: 0, unbridgedSpans: 0 });
    await application.stop();
    await store.close();
  });

  test('leaves a file that the command line answers from, with the source of what ran', async () => {
    const trace = await spantrail(['trace', 's3://models/tips.bin', '--json', '--store', place]);
    const { runs } = JSON.parse(trace.stdout);
    const first = await spantrail(['history', 'train', '--json', '--store', place]);
    const oldest = JSON.parse(first.stdout).runs.at(-1);
    const inspect = await spantrail(['inspect', oldest.id, '--json', '--store', place]);

    expect(runs).toMatchObject([{ component: 'train', state: 'ok' }]);
    expect(oldest.metrics).toEqual([{ name: 'accuracy', value: 0.82 }]);
    expect(JSON.parse(inspect.stdout).run.code.text).toContain("metric('accuracy', 0.82)");
  });

  test('tells the SDK of failure when nothing was committed, counts the runs, and the caller never knows', async () => {
    const store = await openLineage({ store: place });
    await store.close();
    const codes: number[] = [];
    const exporter = new LineageSpanExporter({ store, exportTimeoutMs: 200, retryDelayMs: 20 });
    const application = startApplication({
      export: (spans, done) =>
        exporter.export(spans, (result: SpanExportResult) => {
          codes.push(result.code);
          done(result);
        }),
      shutdown: () => exporter.shutdown(),
    });

    await expect(train()).resolves.toBeUndefined();
    // The SDK passes a failed export on to whoever flushes.
    await application.delivered().catch(() => undefined);

    expect(codes).toEqual([1]);
    expect(exporter.counts).toMatchObject({ runs: 0, lostRuns: 1 });
    await application.stop();
  });

  test('stores each of a thousand runs that go through the SDK at once', async () => {
    const store = await openLineage({ store: place });
    const exporter = new LineageSpanExporter({ store });
    const application = startApplication(exporter);
    const before = await store.recentRuns({ asOf: 2n ** 62n, limit: 10_000 });

    for (let run = 0; run < 1000; run += 1) {
      const attributes = { 'ml.component.name': 'batch', 'ml.output.names': [`s3://out/${run}`] };
      otel.getTracer('test').startSpan('batch', { attributes }).end();
    }
    await application.delivered();

    const after = await store.recentRuns({ asOf: 2n ** 62n, limit: 10_000 });
    expect(after.length - before.length).toBe(1000);
    expect(exporter.counts).toMatchObject({ runs: 1000, lostRuns: 0 });
    await application.stop();
    await store.close();
  });
});
