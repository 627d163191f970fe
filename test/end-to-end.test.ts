/** The whole way of a span: a function of the user's, the SDK, OTLP over HTTP, the store, an answer. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { trace as otel, SpanStatusCode } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import type { InspectAnswer, RunsAnswer, RunView, TraceAnswer } from '@spantrail/graph';
import { component, currentRun } from '@spantrail/instrumentation';
import { type Application, startApplication } from './support/application.ts';
import { type LineageService, startLineageService } from './support/lineage-service.ts';
import { root } from './support/rooms.ts';

const RIDES = 'ride,tip\n1,0.2\n2,0.1\n';
const CLEAN = 'ride,tip\n1,0.2\n';

const clean = component(
  {
    name: 'clean',
    owner: 'ann',
    tags: ['etl'],
    inputs: () => ({ name: 's3://lake/rides.csv', content: RIDES }),
    outputs: (text) => ({ name: 's3://lake/clean.csv', content: text, rows: 1 }),
  },
  async (text: string) => text.split('\n').slice(0, 2).join('\n').concat('\n'),
);

const features = component(
  { name: 'features', outputs: 's3://lake/features.bin' },
  async function* features(text: string) {
    currentRun().read({ name: 's3://lake/clean.csv', content: text });
    for (const line of text.trim().split('\n').slice(1)) yield line.split(',').map(Number);
  },
);

const fit = component(
  {
    name: 'fit',
    inputs: 's3://lake/features.bin',
    outputs: 's3://models/tips.bin',
    afterRun: {
      name: 'accuracy',
      check: (accuracy) => ({ status: accuracy < 0.75 ? 'fail' : 'pass', value: accuracy }),
    },
  },
  async (accuracy: number) => {
    currentRun().metric('accuracy', accuracy);
    return accuracy;
  },
);

const train = component({ name: 'train' }, async (accuracy: number) => fit(accuracy));

const score = component(
  { name: 'score', inputs: ['s3://models/tips.bin', 's3://lake/live.csv'] },
  (tips: number) => {
    currentRun().wrote('s3://predictions/today.csv');
    if (tips < 0) throw new RangeError('a tip is not negative');
    return tips;
  },
);

describe.each(['memory', 'file'] as const)('a pipeline whose spans go to a %s store', (kind) => {
  let service: LineageService;
  let application: Application;

  beforeAll(async () => {
    service = await startLineageService(kind);
    const exporter = new OTLPTraceExporter({ url: `${service.url}/v1/traces` });
    application = startApplication(exporter);
  });

  afterAll(async () => {
    await application.stop();
    await service.close();
  });

  const traced = (pointer: string, parameters = {}) =>
    service.ask<TraceAnswer>('trace', { pointer, ...parameters });

  test('is traced from a prediction to the raw file, by what its functions read and wrote', async () => {
    const text = await clean(RIDES);
    const rows = [];
    for await (const row of features(text)) rows.push(row);
    await train(0.7);
    score(0.2);
    await application.delivered();

    const trace = await traced('s3://predictions/today.csv');

    expect(text).toBe(CLEAN);
    expect(rows).toEqual([[1, 0.2]]);
    expect(trace).toMatchObject({ producer: { state: 'ok' }, truncated: false, notes: [] });
    expect(trace.runs.map(namesOf)).toEqual([
      ['score', ['s3://lake/live.csv', 's3://models/tips.bin'], ['s3://predictions/today.csv']],
      ['fit', ['s3://lake/features.bin'], ['s3://models/tips.bin']],
      ['features', ['s3://lake/clean.csv'], ['s3://lake/features.bin']],
      ['clean', ['s3://lake/rides.csv'], ['s3://lake/clean.csv']],
    ]);
    expect(trace.edges.map(({ pointer }) => pointer).sort()).toEqual([
      's3://lake/clean.csv',
      's3://lake/features.bin',
      's3://models/tips.bin',
    ]);
    expect(trace.runs[1]?.failedTriggers).toMatchObject([
      { name: 'accuracy', phase: 'after_run', status: 'fail', value: 0.7 },
    ]);
  });

  test('shows of a run the code, the git revision, the real digests, the numbers and the owner', async () => {
    const { runs } = await traced('s3://lake/clean.csv');

    const { run } = await service.ask<InspectAnswer>('inspect', { run: runs[0]?.id ?? '' });

    expect(run).toMatchObject({
      component: 'clean',
      namespace: 'taxi',
      service: 'tips',
      owner: 'ann',
      tags: ['etl'],
      codeVersion: execFileSync('git', ['rev-parse', 'HEAD'], {
        cwd: root,
        encoding: 'utf8',
      }).trim(),
      reads: [{ digest: digestOf(RIDES), bytes: RIDES.length }],
      writes: [{ digest: digestOf(CLEAN), bytes: CLEAN.length, rows: 1 }],
    });
    expect(run.code?.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(run.code?.file).toContain('end-to-end.test');
  });

  test('knows the run that another one was part of, and the metric where it was measured', async () => {
    const { runs } = await traced('s3://models/tips.bin', { depth: 1 });

    const { run } = await service.ask<InspectAnswer>('inspect', { run: runs[0]?.id ?? '' });
    const outer = await service.ask<InspectAnswer>('inspect', { run: run.partOf[0] ?? '' });

    expect(run.metrics).toEqual([{ name: 'accuracy', value: 0.7, unit: null }]);
    expect(outer.run).toMatchObject({ component: 'train', inputs: [], outputs: [], state: 'ok' });
  });

  test('answers of a pointer that was only read', async () => {
    const reply = await service.get<TraceAnswer>('trace', { pointer: 's3://lake/rides.csv' });

    expect(reply.status).toBe(200);
    expect(reply.answer).toMatchObject({ producer: { state: 'none', run: null }, runs: [] });
    expect(reply.answer.notes.join()).toContain('No known run has written s3://lake/rides.csv');
  });

  test('keeps a run that threw, with its error, and throws the very same', async () => {
    let thrown: unknown;
    try {
      score(-1);
    } catch (error) {
      thrown = error;
    }
    await application.delivered();

    const reply = await service.get<TraceAnswer>('trace', {
      pointer: 's3://predictions/today.csv',
    });

    expect(thrown).toBeInstanceOf(RangeError);
    expect(reply.status).toBe(200);
    expect(reply.answer.producer.state).toBe('failed');
    expect(reply.answer.runs[0]).toMatchObject({ component: 'score', state: 'failed' });
    expect(reply.answer.runs[0]?.error).toContain('a tip is not negative');
    expect(reply.answer.notes.join()).toContain('failed; what it wrote may be incomplete');
  });

  test('gives a consumer the right producer, though the producer is logged a second later', async () => {
    span('report', { start: 20, end: 21, reads: ['s3://w/late'], writes: ['s3://w/report'] });
    await application.delivered();
    const before = await traced('s3://w/report');
    span('write', { start: 10, end: 11, writes: ['s3://w/late'] });
    await application.delivered();

    const after = await traced('s3://w/report');

    expect(before.runs.map((run) => run.component)).toEqual(['report']);
    expect(after.runs.map((run) => run.component)).toEqual(['report', 'write']);
  });

  test('points readers to a producer that arrives late between two others, and only those', async () => {
    const output = ['s3://d/table'];
    span('load-1', { start: 100, end: 101, writes: output });
    span('read-early', { start: 150, end: 151, reads: output, writes: ['s3://d/early'] });
    span('load-3', { start: 300, end: 301, writes: output });
    span('read-between', { start: 250, end: 251, reads: output, writes: ['s3://d/between'] });
    span('read-after', { start: 350, end: 351, reads: output, writes: ['s3://d/after'] });
    await application.delivered();
    const before = await traced('s3://d/between');
    span('load-2', { start: 200, end: 201, writes: output });
    await application.delivered();

    const producers = [];
    for (const pointer of ['s3://d/early', 's3://d/between', 's3://d/after']) {
      producers.push((await traced(pointer)).runs[1]?.component);
    }

    expect(before.runs[1]?.component).toBe('load-1');
    expect(producers).toEqual(['load-1', 'load-2', 'load-3']);
  });

  test('says of a pointer whose writer has begun and not ended that it is running', async () => {
    otel
      .getTracer('test')
      .startSpan('announce', {
        startTime: at(400),
        attributes: {
          'ml.component.name': 'nightly',
          'ml.run.id': 'nightly-1',
          'ml.run.state': 'running',
          'ml.output.names': ['s3://n/out'],
        },
      })
      .end(at(400));
    await application.delivered();

    const reply = await service.get<TraceAnswer>('trace', { pointer: 's3://n/out' });

    expect(reply.status).toBe(200);
    expect(reply.answer).toMatchObject({ producer: { state: 'running', run: 'nightly-1' } });
    expect(reply.answer.notes.join()).toContain('has not finished');
  });

  test('is answered as of a time in the past: later writes, ends and runs are not there yet', async () => {
    const during = await service.ask<RunsAnswer>('recent', { 'as-of': at(150.5).toISOString() });
    const then = await traced('s3://d/early', { 'as-of': at(150.5).toISOString() });
    const recent = await service.ask<RunsAnswer>('recent', {
      'as-of': at(320).toISOString(),
      limit: 100,
    });

    expect(then.runs).toEqual([]);
    expect(during.runs[0]).toMatchObject({ component: 'read-early', state: 'running', end: null });
    expect(recent.runs.map((run) => run.component)).toEqual([
      'load-3',
      'read-between',
      'load-2',
      'read-early',
      'load-1',
      'report',
      'write',
    ]);
  });

  test('keeps the failure that a span of any other instrumentation reports', async () => {
    const failed = otel.getTracer('test').startSpan('export', {
      startTime: at(500),
      attributes: { 'ml.component.name': 'export', 'ml.output.names': 's3://e/out' },
    });
    failed.setStatus({ code: SpanStatusCode.ERROR, message: 'no space left' });
    failed.end(at(501));
    await application.delivered();

    const trace = await traced('s3://e/out');

    expect(trace.runs).toMatchObject([{ state: 'failed', error: 'no space left' }]);
  });
});

interface SpanShape {
  /** Seconds. */
  readonly start: number;
  readonly end: number;
  readonly reads?: string[];
  readonly writes?: string[];
}

/** A run at a time of the test's own, by the SDK's tracer. */
function span(name: string, { start, end, reads = [], writes = [] }: SpanShape): void {
  const started = otel.getTracer('test').startSpan(name, {
    startTime: at(start),
    attributes: {
      'ml.component.name': name,
      'ml.input.names': reads,
      'ml.output.names': writes,
    },
  });
  started.end(at(end));
}

/** A time of the story, years before the runs of `component`. */
function at(seconds: number): Date {
  return new Date(Date.UTC(2024, 0, 1) + seconds * 1000);
}

function namesOf(run: RunView) {
  return [run.component, [...run.inputs].sort(), [...run.outputs].sort()];
}

function digestOf(text: string): string {
  return `sha256:${createHash('sha256').update(text).digest('hex')}`;
}
