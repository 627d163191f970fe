import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { component, currentRun, file, instrumentationCounters } from '../src/index.ts';
import { micros, type Recording, startRecording } from './recording.ts';

let recording: Recording;
let folder: string;

beforeEach(() => {
  recording = startRecording();
  folder = mkdtempSync(join(tmpdir(), 'spantrail-'));
});

afterEach(() => {
  recording.stop();
  rmSync(folder, { recursive: true });
});

function sha256(content: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

async function attributes(): Promise<Record<string, unknown>> {
  const [span] = await recording.spans();
  return { ...span?.attributes };
}

describe('inputs and outputs', () => {
  test('come from mappings of arguments and results', async () => {
    const clean = component(
      {
        name: 'clean',
        inputs: ([month, source]) => [`s3://${source}/${month}`, { name: 'zones', type: 'data' }],
        outputs: (rows, [month]) => ({ name: `clean-${month}`, rows }),
      },
      async (_month: string, _source: string) => 12,
    );

    await clean('april', 'raw');

    expect(await attributes()).toMatchObject({
      'ml.input.names': ['s3://raw/april', 'zones'],
      'ml.input.types': ['', 'data'],
      'ml.output.names': ['clean-april'],
      'ml.output.rows': [12],
    });
  });

  test('come from single arguments by their positions, for inputs and outputs', async () => {
    const copy = component(
      {
        name: 'copy',
        inputs: { 0: (from) => [from, `${from}.meta`] },
        outputs: { 1: (to) => ({ name: to.target }) },
      },
      (_from: string, _to: { target: string }) => {},
    );

    copy('a', { target: 'b' });

    expect(await attributes()).toMatchObject({
      'ml.input.names': ['a', 'a.meta'],
      'ml.output.names': ['b'],
    });
  });

  test('can be the same for every run', async () => {
    component({ name: 'fixed', inputs: 'model', outputs: ['a', 'b'] }, () => {})();

    expect(await attributes()).toMatchObject({
      'ml.input.names': ['model'],
      'ml.output.names': ['a', 'b'],
    });
  });

  test('come from calls inside the body, each with its time', async () => {
    const at = new Date('2020-04-01T00:00:00.001Z');
    const read = component({ name: 'read' }, () => {
      const { read, wrote } = currentRun();
      read('a');
      read({ name: 'b', rows: 3n, bytes: 4, digest: 'etag:"x"', at });
      wrote({ name: 'c', type: 'model', at: 1_585_699_200_000_007n });
    });

    read();

    const [span] = await recording.spans();
    const [now, given] = (span?.attributes['ml.input.times'] ?? []) as number[];
    expect(now).toBeGreaterThanOrEqual(micros(span?.startTime ?? [0, 0]));
    expect(now).toBeLessThanOrEqual(micros(span?.endTime ?? [0, 0]));
    expect(given).toBe(at.getTime() * 1000);
    expect(span?.attributes).toMatchObject({
      'ml.input.names': ['a', 'b'],
      'ml.input.digests': ['', 'etag:"x"'],
      'ml.input.rows': [-1, 3],
      'ml.input.bytes': [-1, 4],
      'ml.output.types': ['model'],
      'ml.output.times': [1_585_699_200_000_007],
    });
  });

  test('of nothing but fillers leave their arrays out', async () => {
    component({ name: 'bare', inputs: 'a' }, () => {})();

    const keys = Object.keys(await attributes()).filter((key) => key.startsWith('ml.input'));
    expect(keys).toEqual(['ml.input.names']);
  });

  test('belong to the nearest enclosing run', async () => {
    const inner = component({ name: 'inner' }, () => currentRun().read('inner-data'));
    const outer = component({ name: 'outer' }, () => {
      currentRun().read('outer-data');
      inner();
    });

    outer();

    const names = (await recording.spans()).map((span) => span.attributes['ml.input.names']);
    expect(names).toEqual([['inner-data'], ['outer-data']]);
  });

  test('read again and again are one entry with the last time', async () => {
    component({ name: 'loop' }, () => {
      for (let times = 0; times < 100_000; times += 1) currentRun().read('a');
    })();

    expect(await attributes()).toMatchObject({ 'ml.input.names': ['a'] });
    expect(await attributes()).not.toHaveProperty('ml.dropped.inputs');
  });
});

describe('digests', () => {
  test('of content are those of its bytes, whatever its size and form', async () => {
    const large = `${'x'.repeat(1024 * 1024 - 1)}😀${'y'.repeat(1024 * 1024)}`;
    const bytes = new Uint8Array(3 * 1024 * 1024).fill(7);
    component({ name: 'content' }, () => {
      currentRun().read({ name: 'small', content: 'äö' });
      currentRun().read({ name: 'text', content: large });
      currentRun().wrote({ name: 'bytes', content: bytes });
      currentRun().wrote({ name: 'empty', content: '' });
    })();

    expect(await attributes()).toMatchObject({
      'ml.input.digests': [sha256('äö'), sha256(large)],
      'ml.input.bytes': [4, Buffer.byteLength(large)],
      'ml.output.digests': [sha256(bytes), sha256('')],
      'ml.output.bytes': [bytes.length, 0],
    });
  });

  test('of files are made behind the back of the caller, and the span keeps its true end', async () => {
    const input = join(folder, 'in.bin');
    const output = join(folder, 'out.bin');
    writeFileSync(input, 'input');
    const copy = component(
      { name: 'copy', inputs: { 0: (path) => file(path) } },
      (_from: string, to: string) => {
        currentRun().wrote(file(to, { name: 'result', type: 'model' }));
        writeFileSync(to, 'written after it was told');
      },
    );

    copy(input, output);
    expect(recording.spansNow()).toEqual([]);
    const returned = Date.now() * 1000 + 1000;
    await new Promise((resolve) => setTimeout(resolve, 5));

    const [span] = await recording.spans();
    expect(micros(span?.endTime ?? [0, 0])).toBeLessThanOrEqual(returned);
    expect(span?.attributes).toMatchObject({
      'ml.input.names': [`file:${input}`],
      'ml.input.digests': [sha256('input')],
      'ml.input.bytes': [5],
      'ml.output.names': ['result'],
      'ml.output.types': ['model'],
      'ml.output.digests': [sha256('written after it was told')],
    });
  });

  test('of many files are all made, although few are read at a time', async () => {
    const paths = Array.from({ length: 300 }, (_, index) => join(folder, `${index}`));
    for (const path of paths) writeFileSync(path, path);
    component({ name: 'many', inputs: () => paths.map((path) => file(path)) }, () => {})();

    expect((await attributes())['ml.input.digests']).toEqual(paths.map(sha256));
  });

  test('of a file that has settled are remembered, and made again when it changes', async () => {
    const path = join(folder, 'model.bin');
    writeFileSync(path, 'one');
    const old = new Date(Date.now() - 60_000);
    utimesSync(path, old, old);
    const use = component({ name: 'use', inputs: () => file(path) }, () => {});

    for (const content of ['', '', 'two']) {
      if (content !== '') appendFileSync(path, content);
      use();
      await recording.spans();
    }

    const digests = recording.spansNow().map((span) => span.attributes['ml.input.digests']);
    expect(digests).toEqual([[sha256('one')], [sha256('one')], [sha256('onetwo')]]);
  });

  test('that cannot be made are left out and counted', async () => {
    const before = instrumentationCounters().digestsFailed;
    const pipe = join(folder, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    component({ name: 'gone' }, () => {
      const { read } = currentRun();
      read(file(join(folder, 'missing')));
      read(file(folder));
      read(file(pipe));
      read({ name: 'wrong', digest: 'no algorithm' });
      read({ name: 'fine', content: 'x' });
    })();

    expect(await attributes()).toMatchObject({
      'ml.input.digests': ['', '', '', '', sha256('x')],
      'ml.dropped.digests': 4,
    });
    expect(instrumentationCounters().digestsFailed).toBe(before + 4);
  });

  test('that take too long do not hold the span', async () => {
    const path = join(folder, 'large.bin');
    writeFileSync(path, new Uint8Array(64 * 1024 * 1024));
    component({ name: 'slow', digestTimeoutMs: 1, inputs: () => file(path) }, () => {})();

    expect(await attributes()).toMatchObject({
      'ml.input.names': [`file:${path}`],
      'ml.dropped.digests': 1,
    });
  });
});

describe('hostile pointers', () => {
  test('are left out and counted, and the good ones among them are kept', async () => {
    const before = instrumentationCounters().pointersRefused;
    const bad = [
      '',
      7,
      null,
      {},
      { name: 3 },
      Symbol('x'),
      {
        get name(): string {
          throw new Error('hostile');
        },
      },
      new Proxy(
        {},
        {
          get() {
            throw new Error('hostile');
          },
        },
      ),
      'x'.repeat(70_000),
      Promise.resolve('late'),
    ] as unknown as string[];
    component({ name: 'bad', inputs: () => [...bad, 'good'] }, () => {
      for (const pointer of bad) currentRun().wrote(pointer);
      currentRun().wrote({
        name: 'odd',
        rows: -1,
        bytes: Number.NaN,
        type: 'x' as 'data',
        at: 7 as never,
      });
    })();

    expect(await attributes()).toMatchObject({
      'ml.input.names': ['good'],
      'ml.dropped.inputs': bad.length,
      'ml.output.names': ['odd'],
      'ml.dropped.outputs': bad.length,
    });
    expect(instrumentationCounters().pointersRefused).toBe(before + 2 * bad.length);
  });

  test.each([
    ['throws', () => thrower()],
    ['gives an iterable that throws', () => ({ [Symbol.iterator]: thrower })],
  ])('and a mapping that %s do not reach the caller', async (_what, inputs) => {
    const before = instrumentationCounters().mappingErrors;
    const fn = component(
      {
        name: 'fn',
        inputs: inputs as unknown as () => string[],
        outputs: { 0: thrower },
        slices: thrower,
        labels: thrower,
      },
      (value: string) => value,
    );

    expect(fn('result')).toBe('result');

    expect(await attributes()).toMatchObject({ 'ml.component.name': 'fn' });
    expect(instrumentationCounters().mappingErrors).toBe(before + 4);
  });

  test('without an end are cut off, and that is shown', async () => {
    const endless = function* (): Generator<string> {
      for (let n = 0; ; n += 1) yield `pointer-${n}`;
    };
    component({ name: 'endless', inputs: endless }, () => {})();

    const { 'ml.input.names': names, 'ml.dropped.inputs': dropped } = await attributes();
    expect(names).toHaveLength(10_000);
    expect(dropped).toBe(90_001);
  });

  test('by the ten thousand are all there', async () => {
    const names = Array.from({ length: 10_000 }, (_, index) => `s3://images/${index}.png`);
    component({ name: 'images', inputs: () => names }, () => {})();

    expect((await attributes())['ml.input.names']).toEqual(names);
  });

  test('with huge names are bounded together, and that is shown', async () => {
    const huge = Array.from({ length: 500 }, (_, index) => `${index}-${'x'.repeat(20_000)}`);
    component({ name: 'huge', inputs: () => huge }, () => {})();

    const { 'ml.input.names': names, 'ml.dropped.inputs': dropped } = await attributes();
    expect((names as string[]).length + (dropped as number)).toBe(500);
    expect((names as string[]).join('').length).toBeLessThanOrEqual(4 * 1024 * 1024);
  });
});

function thrower(): never {
  throw new Error('hostile');
}
