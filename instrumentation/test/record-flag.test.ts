import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { instrumentationCounters, recordFlag } from '../src/index.ts';
import { type Recording, startRecording } from './recording.ts';

let recording: Recording;

beforeEach(() => {
  recording = startRecording();
});

afterEach(() => {
  recording.stop();
});

test('a flag is a span of no length with pointer, value and reason', async () => {
  recordFlag('prediction-7', { reason: 'the fare is wrong', namespace: 'rides' });
  recordFlag({ name: 'prediction-8' }, { value: false });

  const [set, cleared] = await recording.spans();
  expect(set?.endTime).toEqual(set?.startTime);
  expect(set?.attributes).toEqual({
    'ml.flag.pointer': 'prediction-7',
    'ml.flag.value': true,
    'ml.flag.reason': 'the fare is wrong',
    'ml.component.namespace': 'rides',
  });
  expect(cleared?.attributes).toEqual({
    'ml.flag.pointer': 'prediction-8',
    'ml.flag.value': false,
  });
});

test('a flag without a pointer is refused and counted', async () => {
  const before = instrumentationCounters().pointersRefused;

  recordFlag('');
  recordFlag(undefined as unknown as string);

  expect(await recording.spans()).toEqual([]);
  expect(instrumentationCounters().pointersRefused).toBe(before + 2);
});
