import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { component, currentRun, instrumentationCounters, type Run } from '../src/index.ts';
import { type Recording, startRecording } from './recording.ts';

let recording: Recording;

beforeEach(() => {
  recording = startRecording();
});

afterEach(() => {
  recording.stop();
});

async function attributesOf(body: (run: Run) => void): Promise<Record<string, unknown>> {
  component({ name: 'fn' }, () => body(currentRun()))();
  const [span] = await recording.spans();
  return { ...span?.attributes };
}

describe('a run', () => {
  test('carries metrics as arrays, the last value of a name', async () => {
    const attributes = await attributesOf((run) => {
      run.metric('accuracy', 0.5);
      run.metric('rides', 12, { unit: '{ride}' });
      run.metric('accuracy', 0.75);
      run.metric('__proto__', 1);
    });

    expect(attributes).toMatchObject({
      'ml.metric.names': ['accuracy', 'rides', '__proto__'],
      'ml.metric.values': [0.75, 12, 1],
      'ml.metric.units': ['', '{ride}', ''],
    });
  });

  test('refuses metrics that are no finite numbers, and shows how many', async () => {
    const before = instrumentationCounters().metricsRefused;

    const attributes = await attributesOf((run) => {
      run.metric('nan', Number.NaN);
      run.metric('infinite', Number.POSITIVE_INFINITY);
      run.metric('text', '1' as unknown as number);
      run.metric('', 1);
      run.metric('good', 1);
    });

    expect(attributes).toMatchObject({ 'ml.metric.names': ['good'], 'ml.dropped.metrics': 4 });
    expect(instrumentationCounters().metricsRefused).toBe(before + 4);
  });

  test('carries notes, slices and labels', async () => {
    const attributes = await attributesOf((run) => {
      run.note('first');
      run.note('second');
      run.slice('city', 'lisbon');
      run.slice('city', 'porto');
      run.slice('city', 'porto');
      run.label('pii');
      run.label('pii');
    });

    expect(attributes).toMatchObject({
      'ml.run.notes': 'first\nsecond',
      'ml.slice.keys': ['city', 'city'],
      'ml.slice.values': ['lisbon', 'porto'],
      'ml.labels': ['pii'],
    });
  });

  test('has slices and labels of the options too', async () => {
    const fn = component(
      { name: 'fn', slices: ([city]) => ({ city }), labels: (result) => [`rows-${result}`] },
      (city: string) => city.length,
    );
    component({ name: 'fixed', slices: { tier: 'gold' }, labels: ['pii'] }, () => {})();

    fn('lisbon');

    const [fixed, span] = await recording.spans();
    expect(fixed?.attributes).toMatchObject({ 'ml.slice.keys': ['tier'], 'ml.labels': ['pii'] });
    expect(span?.attributes).toMatchObject({
      'ml.slice.values': ['lisbon'],
      'ml.labels': ['rows-6'],
    });
  });

  test('bounds what it takes, and shows what it left out', async () => {
    const attributes = await attributesOf((run) => {
      for (let n = 0; n < 1_500; n += 1) {
        run.metric(`metric-${n}`, n);
        run.note(`note-${n}`);
        run.slice('n', `${n}`);
        run.label(`label-${n}`);
      }
      run.note('');
      run.slice('k', 3 as unknown as string);
      run.label(undefined as unknown as string);
    });

    expect(attributes).toMatchObject({
      'ml.dropped.metrics': 500,
      'ml.dropped.notes': 501,
      'ml.dropped.slices': 501,
      'ml.dropped.labels': 501,
    });
  });

  test('cuts long texts for people and says so in them', async () => {
    const attributes = await attributesOf((run) => run.note('x'.repeat(20_000)));

    expect(attributes['ml.run.notes']).toMatch(/x … \(cut from 20000 characters\)$/);
  });

  test('takes nothing more after its end, and counts what came', async () => {
    const before = instrumentationCounters().lateCalls;
    let leaked: Run | undefined;
    const attributes = await attributesOf((run) => {
      leaked = run;
    });

    leaked?.metric('late', 1);
    leaked?.read('late');

    expect(attributes).not.toHaveProperty('ml.metric.names');
    expect(instrumentationCounters().lateCalls).toBe(before + 2);
  });

  test('keeps what it said although it fails', async () => {
    const fail = component({ name: 'fail', outputs: () => 'never' }, () => {
      currentRun().wrote('half');
      currentRun().metric('rows', 3);
      throw new Error('disk full');
    });

    expect(() => fail()).toThrow('disk full');

    const [span] = await recording.spans();
    expect(span?.attributes).toMatchObject({
      'ml.output.names': ['half'],
      'ml.metric.values': [3],
    });
  });
});
