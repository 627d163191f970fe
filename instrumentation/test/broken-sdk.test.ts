import { afterEach, describe, expect, test } from '@jest/globals';
import {
  type ContextManager,
  context,
  diag,
  type Span,
  type TracerProvider,
  trace,
} from '@opentelemetry/api';
import { component, currentRun, instrumentationCounters, recordFlag } from '../src/index.ts';

afterEach(() => {
  trace.disable();
  context.disable();
  diag.disable();
});

function register(startSpan: () => Span): void {
  const provider = { getTracer: () => ({ startSpan }) } as unknown as TracerProvider;
  trace.setGlobalTracerProvider(provider);
}

function broken(): never {
  throw new Error('broken SDK');
}

const BROKEN_SPAN = {
  isRecording: () => true,
  spanContext: () => ({ traceId: '1'.repeat(32), spanId: '2'.repeat(16), traceFlags: 1 }),
  setAttributes: broken,
  setAttribute: broken,
  setStatus: broken,
  recordException: broken,
  end: broken,
} as unknown as Span;

describe('an SDK that throws', () => {
  test.each([
    ['in startSpan', broken],
    ['in every call on a span', () => BROKEN_SPAN],
    ['because its span is nothing', () => undefined as unknown as Span],
  ])('%s does not reach the caller', async (_where, startSpan) => {
    register(startSpan);
    const before = instrumentationCounters().failures;
    let calls = 0;
    const fn = component(
      { name: 'fn', inputs: () => 'x', afterRun: () => true },
      (value: string) => {
        calls += 1;
        currentRun().metric('m', 1);
        return value;
      },
    );
    const error = new Error('of the body');

    expect(fn('a')).toBe('a');
    await expect(
      component({ name: 'fn' }, async () => {
        throw error;
      })(),
    ).rejects.toBe(error);
    recordFlag('x');

    expect(calls).toBe(1);
    expect(instrumentationCounters().failures).toBeGreaterThan(before);
  });

  test.each([
    ['before it calls the body', () => broken()],
    [
      'after it has called the body',
      (_context: unknown, body: () => unknown) => {
        body();
        broken();
      },
    ],
  ])(
    'in its context manager, %s, does not reach the caller, and the body runs once',
    (_when, within) => {
      register(() => BROKEN_SPAN);
      const manager = {
        active: () => ({}),
        with: within,
        bind: broken,
        enable: broken,
        disable: () => {},
      };
      context.setGlobalContextManager({
        ...manager,
        active: () => ({
          getValue: () => undefined,
          setValue() {
            return this;
          },
          deleteValue() {
            return this;
          },
        }),
      } as unknown as ContextManager);
      let calls = 0;
      const fn = component({ name: 'fn' }, () => (calls += 1));

      expect(fn()).toBe(1);

      expect(calls).toBe(1);
    },
  );

  test('in its logger does not reach the caller', () => {
    register(broken);
    diag.setLogger({
      error: broken,
      warn: broken,
      info: () => {},
      debug: () => {},
      verbose: () => {},
    });

    expect(component({ name: 'fn' }, () => 1)()).toBe(1);
  });
});
