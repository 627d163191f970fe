import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { addAbortSignal, PassThrough, Readable, Stream, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { SpanStatusCode, trace } from '@opentelemetry/api';
import { component, currentRun, instrumentationCounters } from '../src/index.ts';
import { type Recording, startRecording } from './recording.ts';

let recording: Recording;

beforeEach(() => {
  recording = startRecording();
});

afterEach(() => {
  recording.stop();
});

function states(): (string | undefined)[] {
  return recording
    .spansNow()
    .map(({ status, attributes }) =>
      status.code === SpanStatusCode.ERROR ? `failed: ${attributes['error.type']}` : 'ok',
    );
}

describe('a generator', () => {
  test('ends its run with the iteration, and runs each step inside the run', async () => {
    const count = component(
      { name: 'count', outputs: (last) => `n-${last}` },
      function* (end: number) {
        for (let n = 0; n < end; n += 1) yield [n, currentRun().id, active()];
        return end;
      },
    );

    const numbers = count(3);
    const first = numbers.next().value as unknown[];
    expect(states()).toEqual([]);
    const rest = [...numbers] as unknown[][];

    const [span] = await recording.spans();
    const id = `${span?.spanContext().traceId}:${span?.spanContext().spanId}`;
    expect([first, ...rest]).toEqual([0, 1, 2].map((n) => [n, id, span?.spanContext().spanId]));
    expect(currentRun().id).toBe('');
    expect(states()).toEqual(['ok']);
    expect(span?.attributes['ml.output.names']).toEqual(['n-3']);
  });

  test('ends its run when the reader stops early, after its own clean-up', async () => {
    let cleaned = '';
    const endless = component({ name: 'endless' }, function* () {
      try {
        for (let n = 0; ; n += 1) yield n;
      } finally {
        cleaned = currentRun().id;
      }
    });

    for (const n of endless()) if (n === 2) break;

    const [span] = await recording.spans();
    expect(cleaned).toContain(span?.spanContext().spanId);
    expect(states()).toEqual(['ok']);
  });

  test('makes a failed run when it throws, and takes values and errors from outside', () => {
    const echo = component({ name: 'echo' }, function* (): Generator<string, void, string> {
      const word = yield 'ready';
      yield word;
      throw new RangeError('enough');
    });
    const generator = echo();

    expect(generator.next().value).toBe('ready');
    expect(generator.next('hello').value).toBe('hello');
    expect(() => generator.next()).toThrow('enough');
    const thrownInto = echo();
    thrownInto.next();
    expect(() => thrownInto.throw(new TypeError('from outside'))).toThrow('from outside');

    expect(states()).toEqual(['failed: RangeError', 'failed: TypeError']);
  });

  test('is what it was for instanceof and for its string tag', () => {
    const fn = function* (): Generator<number> {
      yield 1;
    };
    const wrapped = component({ name: 'kind' }, fn);

    expect(wrapped()).toBeInstanceOf(fn);
    expect(String(wrapped())).toBe('[object Generator]');
  });

  test('works in its asynchronous form, to the end, broken off, and failing', async () => {
    const ids: string[] = [];
    const pages = component({ name: 'pages' }, async function* (failAt: number) {
      for (let page = 0; page < 3; page += 1) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        ids.push(currentRun().id);
        if (page === failAt) throw new RangeError('no such page');
        yield page;
      }
    });
    const seen: number[] = [];

    for await (const page of pages(-1)) seen.push(page);
    for await (const _ of pages(-1)) break;
    const failing = pages(0).next();
    await expect(failing).rejects.toThrow('no such page');

    expect(seen).toEqual([0, 1, 2]);
    expect(states()).toEqual(['ok', 'ok', 'failed: RangeError']);
    expect(new Set(ids).size).toBe(3);
    expect(ids).not.toContain('');
  });

  test('that is dropped in the middle ends its run as abandoned when it is collected', async () => {
    const before = instrumentationCounters().abandonedRuns;
    const endless = component({ name: 'endless' }, function* () {
      for (let n = 0; ; n += 1) yield n;
    });
    endless().next();

    await collectGarbage(() => states().length > 0);

    expect(states()).toEqual(['failed: abandoned']);
    expect(instrumentationCounters().abandonedRuns).toBeGreaterThan(before);
  });
});

describe('a Node stream', () => {
  test('ends its run when it has been read, and is the very stream', async () => {
    const stream = Readable.from(['a', 'b']);
    const read = component({ name: 'read' }, () => stream);

    expect(read()).toBe(stream);
    await Promise.resolve();
    expect(stream.readableFlowing).toBe(null);
    expect(states()).toEqual([]);
    const chunks = await stream.toArray();

    expect(chunks).toEqual(['a', 'b']);
    expect(states()).toEqual(['ok']);
  });

  test('ends its run when it is behind a promise', async () => {
    const read = component({ name: 'read' }, async () => Readable.from(['a']));

    const stream = await read();
    expect(states()).toEqual([]);
    await stream.toArray();

    expect(states()).toEqual(['ok']);
  });

  test('makes a failed run by its error, which stays uncaught when nobody handles it', async () => {
    const stream = new Readable({ read() {} });
    const read = component({ name: 'read' }, () => stream);
    read();

    expect(() => stream.emit('error', new RangeError('broken pipe'))).toThrow('broken pipe');

    expect(states()).toEqual(['failed: RangeError']);
  });

  test('makes a failed run when it is destroyed with an error', async () => {
    const stream = new Readable({ read() {} });
    component({ name: 'read' }, () => stream)();
    stream.on('error', () => {});

    stream.destroy(new RangeError('gone'));
    await settled();

    expect(states()).toEqual(['failed: RangeError']);
  });

  test('ends its run well when its reader has had enough', async () => {
    const read = component({ name: 'read' }, () => Readable.from(['a', 'b', 'c']));

    for await (const _ of read()) break;
    await settled();

    expect(states()).toEqual(['ok']);
  });

  test('makes a failed run when a signal aborts it', async () => {
    const abort = new AbortController();
    const stream = addAbortSignal(abort.signal, new Readable({ read() {} }));
    component({ name: 'read' }, () => stream)().on('error', () => {});

    abort.abort();
    await settled();

    expect(states()).toEqual(['failed: AbortError']);
  });

  test('that is written ends its run when it is finished, and fails it when it is cut off', async () => {
    const write = component(
      { name: 'write' },
      () => new Writable({ write: (_c, _e, done) => done() }),
    );

    const whole = write();
    whole.end('a');
    await once(whole, 'finish');
    const cut = write();
    cut.write('a');
    cut.destroy();
    await once(cut, 'close');

    expect(states()).toEqual(['ok', 'failed: premature_close']);
  });

  test('that goes through is done when both of its sides are', async () => {
    const through = component({ name: 'through' }, () => new PassThrough())();

    through.end('a');
    await once(through, 'finish');
    expect(states()).toEqual([]);
    await through.toArray();

    expect(states()).toEqual(['ok']);
  });

  test('that comes at its end, or returns to the same caller twice, ends each run and leaves no listener', async () => {
    const ended = Readable.from([]);
    await ended.toArray();
    component({ name: 'ended' }, () => ended)();
    expect(states()).toEqual(['ok']);
    const [shared, alone] = [Readable.from(['a']), Readable.from(['a'])];
    const share = component({ name: 'shared' }, () => shared);

    for (let times = 0; times < 50; times += 1) share();
    expect(shared.listenerCount('end')).toBeLessThanOrEqual(2);
    await Promise.all([shared.toArray(), alone.toArray()]);
    await settled();

    expect(states()).toHaveLength(51);
    expect(listeners(shared)).toEqual(listeners(alone));
  });

  test('of the old kind ends its run with its end event', () => {
    const old = new Stream();
    component({ name: 'old' }, () => old)();

    expect(states()).toEqual([]);
    old.emit('end');

    expect(states()).toEqual(['ok']);
  });

  test('of the process ends its run at once, because it never ends itself', () => {
    component({ name: 'out' }, () => process.stdout)();

    expect(states()).toEqual(['ok']);
  });

  test('that is dropped in the middle ends its run as abandoned, also when it was an argument', async () => {
    const pass = component({ name: 'pass' }, (stream: Readable) => stream);
    pass(new Readable({ read() {} }));

    await collectGarbage(() => states().length > 0);

    expect(states()).toEqual(['failed: abandoned']);
  });
});

describe('a web stream', () => {
  test('ends its run when it has been read, and is the very stream, not locked', async () => {
    const stream = new ReadableStream({
      start(controller) {
        controller.enqueue('a');
        controller.close();
      },
    });
    const read = component({ name: 'read' }, () => stream);

    expect(read()).toBe(stream);
    expect(stream.locked).toBe(false);
    await settled();
    expect(states()).toEqual([]);
    const reader = stream.getReader();
    while (!(await reader.read()).done);
    await settled();

    expect(states()).toEqual(['ok']);
  });

  test('ends its run when it is cancelled, and fails it by its error', async () => {
    const read = component({ name: 'read' }, (fail: boolean) => {
      return new ReadableStream({
        pull() {
          if (fail) throw new RangeError('broken');
        },
      });
    });

    await read(false).cancel();
    await expect(read(true).getReader().read()).rejects.toThrow('broken');
    await settled();

    expect(states()).toEqual(['ok', 'failed: RangeError']);
  });

  test('that is written ends its run when it is closed', async () => {
    const write = component({ name: 'write' }, () => new WritableStream());

    await write().close();
    await settled();

    expect(states()).toEqual(['ok']);
  });
});

describe('a promise', () => {
  test('that is rejected and handled by nobody still ends the process', () => {
    const script = new URL('./fixtures/unhandled-rejection.js', import.meta.url);

    const { status, stderr } = spawnSync(process.execPath, [fileURLToPath(script)]);

    expect(status).toBe(1);
    expect(String(stderr)).toContain('nobody cares');
  });

  test('that is returned twice ends two runs', async () => {
    const promise = Promise.resolve('same');
    const same = component({ name: 'same' }, () => promise);

    expect(await Promise.all([same(), same()])).toEqual(['same', 'same']);

    expect(states()).toEqual(['ok', 'ok']);
  });

  test('of a class of its own, or with properties, stays the very promise', async () => {
    class Cancellable extends Promise<string> {}
    const special = Cancellable.resolve('a');
    const withPid = Object.assign(Promise.resolve('b'), { pid: 7 });

    const results = [
      component({ name: 'a' }, () => special)(),
      component({ name: 'b' }, () => withPid)(),
    ];
    await settled();

    expect(results[0]).toBe(special);
    expect(results[1]).toBe(withPid);
    expect(states()).toEqual(['ok', 'ok']);
  });

  test('that only looks like one is never started by us', () => {
    let started = 0;
    const query = {
      // biome-ignore lint/suspicious/noThenProperty: query builders are like that.
      then() {
        started += 1;
      },
    };

    expect(component({ name: 'query' }, () => query)()).toBe(query);

    expect(started).toBe(0);
    expect(states()).toEqual(['ok']);
  });
});

describe('a hostile result', () => {
  test.each([
    ['a frozen object', Object.freeze({ a: 1 })],
    [
      'a proxy whose traps throw',
      new Proxy(
        {},
        {
          get() {
            throw new Error('trap');
          },
          has() {
            throw new Error('trap');
          },
          getPrototypeOf() {
            throw new Error('trap');
          },
        },
      ),
    ],
    [
      'an object whose getters throw',
      {
        // biome-ignore lint/suspicious/noThenProperty: being hostile is the point.
        get then(): never {
          throw new Error('getter');
        },
        get pipe(): never {
          throw new Error('getter');
        },
      },
    ],
  ])('is given back as it is: %s', (_what, result) => {
    const made = component({ name: 'made' }, () => result)();

    expect(Object.is(made, result)).toBe(true);
    expect(states()).toEqual(['ok']);
  });
});

function listeners(stream: Stream): (readonly [string | symbol, number])[] {
  return stream
    .eventNames()
    .map((name) => [name, stream.listenerCount(name)] as const)
    .filter(([, count]) => count > 0);
}

function active(): string | undefined {
  return trace.getActiveSpan()?.spanContext().spanId;
}

function settled(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 5));
}

async function collectGarbage(done: () => boolean): Promise<void> {
  setFlagsFromString('--expose-gc');
  const gc = runInNewContext('gc') as () => void;
  for (let tries = 0; tries < 100 && !done(); tries += 1) {
    gc();
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
