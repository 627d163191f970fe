import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { AlwaysOffSampler } from '@opentelemetry/sdk-trace-base';
import { component, currentRun, instrumentationCounters } from '../src/index.ts';
import { micros, type Recording, startRecording } from './recording.ts';

class MissingRides extends Error {}

let recording: Recording;

beforeEach(() => {
  recording = startRecording();
});

afterEach(() => {
  recording.stop();
});

describe('a component', () => {
  test('makes one span a run, named after the component, with what it is', async () => {
    const train = component(
      {
        name: 'train',
        namespace: 'rides',
        description: 'Fits the model.',
        owner: 'team-a',
        tags: ['daily', 'gpu'],
      },
      (month: number) => month + 1,
    );

    expect([train(1), train(2)]).toEqual([2, 3]);

    const [first, second, ...rest] = await recording.spans();
    expect(rest).toEqual([]);
    expect(first?.name).toBe('train');
    expect(first?.kind).toBe(SpanKind.INTERNAL);
    expect(first?.status.code).toBe(SpanStatusCode.UNSET);
    expect(first?.attributes).toMatchObject({
      'ml.component.name': 'train',
      'ml.component.namespace': 'rides',
      'ml.component.description': 'Fits the model.',
      'ml.component.owner': 'team-a',
      'ml.component.tags': ['daily', 'gpu'],
    });
    expect(first?.attributes).not.toHaveProperty('ml.run.id');
    expect(first?.spanContext().traceId).not.toBe(second?.spanContext().traceId);
    expect(first?.instrumentationScope.name).toBe('@spantrail/instrumentation');
  });

  test('keeps name, length and this of the function', () => {
    class Counter {
      total = 0;
      add = component({ name: 'add' }, function add(this: Counter, left: number, right: number) {
        this.total += left + right;
        return this;
      });
    }
    const counter = new Counter();

    expect(counter.add(1, 2)).toBe(counter);

    expect(counter.total).toBe(3);
    expect(counter.add.name).toBe('add');
    expect(counter.add.length).toBe(2);
  });

  test('keeps the signature of the function, type parameters included', () => {
    const same: <Value>(value: Value) => Value = component(
      { name: 'same' },
      <Value>(value: Value): Value => value,
    );
    const text: string = same('text');

    expect(text).toBe('text');
  });

  test('rethrows the same error object and makes a failed run of it', async () => {
    const error = new RangeError('no rides');
    const fail = component({ name: 'fail' }, () => {
      throw error;
    });

    expect(caught(fail)).toBe(error);

    const [span] = await recording.spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'no rides' });
    expect(span?.attributes['error.type']).toBe('RangeError');
    expect(span?.events[0]?.name).toBe('exception');
    expect(span?.events[0]?.attributes).toMatchObject({
      'exception.type': 'RangeError',
      'exception.message': 'no rides',
    });
  });

  test.each([
    ['a string', 'text', '_OTHER', 'text'],
    ['undefined', undefined, '_OTHER', 'undefined'],
    ['an error of a class without a name', new MissingRides('none'), 'MissingRides', 'none'],
    ['a frozen error', Object.freeze(new TypeError('cold')), 'TypeError', 'cold'],
    [
      'an object whose getters throw',
      {
        get message(): string {
          throw new Error('hostile');
        },
      },
      '_OTHER',
      '',
    ],
  ])('rethrows %s as it is', async (_what, thrown, type, message) => {
    const fail = component({ name: 'fail' }, () => {
      throw thrown;
    });

    expect(caught(fail)).toBe(thrown);

    const [span] = await recording.spans();
    expect(span?.attributes['error.type']).toBe(type);
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message });
  });

  test('rejects with the same error object and makes a failed run of it', async () => {
    const error = new Error('late');
    const fail = component({ name: 'fail' }, async () => {
      await Promise.resolve();
      throw error;
    });

    await expect(fail()).rejects.toBe(error);

    const [span] = await recording.spans();
    expect(span?.status).toEqual({ code: SpanStatusCode.ERROR, message: 'late' });
  });

  test('is a running run until its promise is settled', async () => {
    let open = (): void => {};
    const wait = component(
      { name: 'wait' },
      () => new Promise<void>((resolve) => (open = resolve)),
    );

    const waiting = wait();
    expect(recording.spansNow()).toEqual([]);
    open();
    await waiting;

    expect(recording.spansNow()).toHaveLength(1);
  });

  test('has nested spans for nested components, also across awaits', async () => {
    const inner = component({ name: 'inner' }, async () => currentRun().id);
    const outer = component({ name: 'outer' }, async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      return [currentRun().id, await inner(), currentRun().id];
    });

    const [before, within, after] = await outer();

    const [innerSpan, outerSpan] = await recording.spans();
    expect(innerSpan?.parentSpanContext?.spanId).toBe(outerSpan?.spanContext().spanId);
    expect(before).toBe(after);
    expect(before).toBe(`${outerSpan?.spanContext().traceId}:${outerSpan?.spanContext().spanId}`);
    expect(within).toBe(`${innerSpan?.spanContext().traceId}:${innerSpan?.spanContext().spanId}`);
  });

  test('nests without a registered context manager', async () => {
    recording.stop();
    recording = startRecording({ contextManager: false });
    const inner = component({ name: 'inner' }, () => {});
    const outer = component({ name: 'outer' }, () => inner());

    outer();

    const [innerSpan, outerSpan] = await recording.spans();
    expect(innerSpan?.parentSpanContext?.spanId).toBe(outerSpan?.spanContext().spanId);
  });

  test('is the parent of spans that its body makes by itself', async () => {
    const outer = component({ name: 'outer' }, () => {
      trace.getTracer('mine').startSpan('query').end();
    });

    outer();

    const [query, run] = await recording.spans();
    expect(query?.parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
  });

  test('never begins before a run that ended before it', async () => {
    const step = component({ name: 'step' }, () => {});

    for (let times = 0; times < 200; times += 1) step();

    const spans = await recording.spans();
    const gaps = spans
      .slice(1)
      .map((span, index) => micros(span.startTime) - micros(spans[index]?.endTime ?? [0, 0]));
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(0);
  });

  test('has an id of its own when one is given or made from the arguments', async () => {
    const given = component({ name: 'a', runId: 'run-1' }, () => currentRun().id);
    const made = component({ name: 'b', runId: ([day]) => `run-${day}` }, (_day: string) => {});

    expect(given()).toBe('run-1');
    made('monday');

    const ids = (await recording.spans()).map((span) => span.attributes['ml.run.id']);
    expect(ids).toEqual(['run-1', 'run-monday']);
  });

  test('says where it is defined, with which code and commit', async () => {
    const first = component({ name: 'code' }, () => 'some code');
    const quiet = component({ name: 'quiet', captureCode: false }, () => 'some code');
    first();
    first();
    quiet();

    const [span, again, without] = await recording.spans();
    expect(span?.attributes['code.file.path']).toMatch(/component\.test\.[jt]s$/);
    expect(span?.attributes['code.line.number']).toBeGreaterThan(100);
    expect(span?.attributes['ml.code.text']).toBe("() => 'some code'");
    expect(span?.attributes['ml.code.digest']).toMatch(/^sha256:[0-9a-f]{64}$/);
    expect(again?.attributes['ml.code.digest']).toBe(span?.attributes['ml.code.digest']);
    expect(again?.attributes).not.toHaveProperty('ml.code.text');
    expect(without?.attributes).not.toHaveProperty('ml.code.digest');
    expect(span?.attributes['vcs.ref.head.revision']).toMatch(/^[0-9a-f]{40}$/);
  });
});

describe('without anybody to listen', () => {
  test('the function runs as if it were alone when no SDK is there', () => {
    recording.stop();
    let asked = false;
    const alone = component(
      {
        name: 'alone',
        inputs: () => {
          asked = true;
          return 'x';
        },
      },
      () => currentRun().id,
    );

    expect(alone()).toBe('');

    expect(asked).toBe(false);
  });

  test('a run that is not sampled keeps its children from being sampled', async () => {
    recording.stop();
    recording = startRecording({ sampler: new AlwaysOffSampler() });
    const outer = component({ name: 'outer' }, async () => {
      currentRun().read('x');
      return trace.getActiveSpan()?.isRecording();
    });

    expect(await outer()).toBe(false);

    expect(await recording.spans()).toEqual([]);
  });

  test('the run outside of components takes everything', () => {
    const run = currentRun();

    run.read('a');
    run.wrote('b');
    run.metric('c', 1);
    run.note('d');
    run.slice('e', 'f');
    run.label('g');

    expect(run.id).toBe('');
  });

  test('options without a name leave the function as it is and are counted', () => {
    const before = instrumentationCounters().definitionsRefused;
    const fn = (): number => 1;

    expect(component({ name: '' }, fn)).toBe(fn);

    expect(instrumentationCounters().definitionsRefused).toBe(before + 1);
  });
});

function caught(body: () => unknown): unknown {
  try {
    return body();
  } catch (error) {
    return error;
  }
}
