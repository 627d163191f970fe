import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { componentMethod, currentRun, file } from '../src/index.ts';
import { type Recording, startRecording } from './recording.ts';

let recording: Recording;

beforeEach(() => {
  recording = startRecording();
});

afterEach(() => {
  recording.stop();
});

class Trainer {
  readonly name = 'trainer';
  static #made = 0;

  @componentMethod({ name: 'train', inputs: ([rides]: [string]) => rides })
  async train(rides: string): Promise<string> {
    currentRun().metric('rides', rides.length);
    return `${this.name}:${await this.#fit(rides)}`;
  }

  @componentMethod({ name: 'fit', outputs: (model: string) => model })
  #fit(rides: string): Promise<string> {
    return Promise.resolve(`model-of-${rides}`);
  }

  @componentMethod({ name: 'make' })
  static make(): Trainer {
    Trainer.#made += 1;
    return new Trainer();
  }

  @componentMethod({ name: 'lines', inputs: { 0: () => file('/tmp/x', { name: 'lines' }) } })
  *lines(): Generator<string, void> {
    yield this.name;
  }

  static get made(): number {
    return Trainer.#made;
  }
}

test('a decorated method is a component and keeps its this', async () => {
  expect(await new Trainer().train('april')).toBe('trainer:model-of-april');

  const [fit, train] = await recording.spans();
  expect(train?.attributes).toMatchObject({
    'ml.component.name': 'train',
    'ml.input.names': ['april'],
    'ml.metric.names': ['rides'],
  });
  expect(fit?.attributes).toMatchObject({
    'ml.component.name': 'fit',
    'ml.output.names': ['model-of-april'],
  });
  expect(fit?.parentSpanContext?.spanId).toBe(train?.spanContext().spanId);
});

test('methods of classes and generators can be decorated too', async () => {
  expect([...Trainer.make().lines()]).toEqual(['trainer']);

  expect(Trainer.made).toBe(1);
  expect((await recording.spans()).map(({ name }) => name)).toEqual(['make', 'lines']);
});

test('the place of a decorated method is that of its decorator', async () => {
  Trainer.make();

  const [span] = await recording.spans();
  expect(span?.attributes['code.file.path']).toMatch(/component-method\.test\.[jt]s$/);
});
