import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { component, currentRun, flush, instrumentationCounters } from '../src/index.ts';
import { type Recording, startRecording } from './recording.ts';

let recording: Recording;

beforeEach(() => {
  recording = startRecording();
});

afterEach(() => {
  recording.stop();
});

describe('triggers', () => {
  test('see the arguments before and the result after the body, and say what they found', async () => {
    const order: string[] = [];
    const train = component(
      {
        name: 'train',
        beforeRun: function notEmpty([rides]) {
          order.push('before');
          return { status: 'pass', value: rides.length, threshold: 1 };
        },
        afterRun: [
          {
            name: 'accuracy',
            check: (result, [rides]) => ({
              status: 'warn',
              value: result,
              threshold: 0.75,
              message: `low on ${rides.length} rides`,
            }),
          },
          () => true,
          () => false,
        ],
      },
      async (rides: number[]) => {
        order.push('body');
        return rides.length / 4;
      },
    );

    expect(await train([1, 2])).toBe(0.5);

    const [span] = await recording.spans();
    expect(order).toEqual(['before', 'body']);
    expect(span?.attributes).toMatchObject({
      'ml.trigger.names': ['notEmpty', 'accuracy', 'after_run-2', 'after_run-3'],
      'ml.trigger.phases': ['before_run', 'after_run', 'after_run', 'after_run'],
      'ml.trigger.statuses': ['pass', 'warn', 'pass', 'fail'],
      'ml.trigger.values': [2, 0.5, null, null],
      'ml.trigger.thresholds': [1, 0.75, null, null],
      'ml.trigger.messages': ['', 'low on 2 rides', '', ''],
    });
  });

  test("can use the run: their own metrics and reads are the run's", async () => {
    const score = component(
      {
        name: 'score',
        beforeRun: (_args, { run }) => {
          run.read('reference');
          return true;
        },
        afterRun: (mean) => {
          currentRun().metric('mean', mean);
          return true;
        },
      },
      () => 0.5,
    );

    score();

    const [span] = await recording.spans();
    expect(span?.attributes).toMatchObject({
      'ml.input.names': ['reference'],
      'ml.metric.names': ['mean'],
      'ml.metric.values': [0.5],
    });
  });

  test.each([
    ['throws', () => thrower(), 'RangeError: hostile'],
    ['returns nothing', () => undefined, 'the check returned no status'],
    ['returns an unknown status', () => ({ status: 'fine' }), 'the check returned no status'],
    [
      'returns an object whose getters throw',
      () => ({
        get status() {
          return thrower();
        },
      }),
      'RangeError: hostile',
    ],
    ['is no function', 'text', expect.stringContaining('TypeError')],
  ])(
    'that cannot be judged are errors, never a pass: one that %s',
    async (_what, check, message) => {
      const before = instrumentationCounters().triggerErrors;
      const named = { name: 'check', check: check as unknown as () => true };
      const fn = component({ name: 'fn', beforeRun: named, afterRun: [named] }, () => 'result');

      expect(fn()).toBe('result');

      const [span] = await recording.spans();
      expect(span?.attributes['ml.trigger.statuses']).toEqual(['error', 'error']);
      expect(span?.attributes['ml.trigger.messages']).toEqual([message, message]);
      expect(instrumentationCounters().triggerErrors).toBe(before + 2);
    },
  );

  test('after a body that failed are skipped', async () => {
    const fn = component({ name: 'fn', afterRun: () => true }, () => thrower());

    expect(() => fn()).toThrow('hostile');

    const [span] = await recording.spans();
    expect(span?.attributes['ml.trigger.statuses']).toEqual(['skipped']);
  });

  test('of one name are told apart', async () => {
    const check = { name: 'same', check: () => true };
    component({ name: 'fn', beforeRun: [check, check, check] }, () => {})();

    const [span] = await recording.spans();
    expect(span?.attributes['ml.trigger.names']).toEqual(['same', 'same#2', 'same#3']);
  });
});

describe('asynchronous triggers', () => {
  test('that end before the run are on its span', async () => {
    const fn = component(
      { name: 'fn', beforeRun: { name: 'quick', check: async () => true } },
      () => new Promise((resolve) => setTimeout(resolve, 5)),
    );

    await fn();

    const [span, ...rest] = await recording.spans();
    expect(span?.attributes['ml.trigger.statuses']).toEqual(['pass']);
    expect(rest).toEqual([]);
  });

  test('do not delay the caller, and come on one child span with the id of the run', async () => {
    const fn = component(
      {
        name: 'fn',
        beforeRun: { name: 'slow', check: () => later({ status: 'warn', value: 3 } as const) },
        afterRun: [
          { name: 'slower', check: () => later(true) },
          { name: 'broken', check: () => later(true).then(() => thrower()) },
        ],
      },
      () => 'result',
    );

    expect(fn()).toBe('result');
    expect(recording.spansNow().map(({ name }) => name)).toEqual(['fn']);

    const [run, late, ...rest] = await recording.spans();
    expect(rest).toEqual([]);
    expect(run?.attributes).not.toHaveProperty('ml.trigger.names');
    expect(late?.name).toBe('spantrail.triggers');
    expect(late?.attributes).not.toHaveProperty('ml.component.name');
    expect(late?.attributes['ml.run.id']).toBe(
      `${run?.spanContext().traceId}:${run?.spanContext().spanId}`,
    );
    expect(late?.parentSpanContext?.spanId).toBe(run?.spanContext().spanId);
    const names = late?.attributes['ml.trigger.names'] as string[];
    const statuses = late?.attributes['ml.trigger.statuses'] as string[];
    expect(names.map((name, index) => [name, statuses[index]]).sort()).toEqual([
      ['broken', 'error'],
      ['slow', 'warn'],
      ['slower', 'pass'],
    ]);
  });

  test('that never end are errors after their time-out, and flush waits no longer', async () => {
    const fn = component(
      {
        name: 'fn',
        triggerTimeoutMs: 10,
        afterRun: { name: 'hangs', check: () => new Promise<true>(() => {}) },
      },
      () => {},
    );

    fn();
    await flush();

    const [, late] = recording.spansNow();
    expect(late?.attributes).toMatchObject({
      'ml.trigger.statuses': ['error'],
      'ml.trigger.messages': ['no answer within 10 ms'],
    });
  });
});

test('flush keeps the process alive until it is done', () => {
  const script = new URL('./fixtures/hanging-trigger.js', import.meta.url);

  const { status, stdout } = spawnSync(process.execPath, [fileURLToPath(script)]);

  expect(String(stdout)).toBe('fn,spantrail.triggers\n');
  expect(status).toBe(0);
});

function later<Value>(value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value), 5));
}

function thrower(): never {
  throw new RangeError('hostile');
}
