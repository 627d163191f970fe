import { writeFile } from 'node:fs/promises';
import { component, currentRun, file, flush } from '../../src/index.ts';

const train = component(
  {
    name: 'train',
    owner: 'team-pricing',
    inputs: { 0: (rides) => file(rides) },
    outputs: { 1: (model) => file(model, { type: 'model' }) },
    afterRun: {
      name: 'accuracy',
      check: (accuracy) => ({
        status: accuracy < 0.75 ? 'fail' : 'pass',
        value: accuracy,
        threshold: 0.75,
      }),
    },
  },
  async (_rides: string, model: string) => {
    const accuracy = 0.82;
    await writeFile(model, 'weights');
    currentRun().metric('accuracy', accuracy);
    return accuracy;
  },
);

export async function main(rides: string, model: string): Promise<void> {
  await train(rides, model);
  await flush(); // Digests are made behind the scenes: wait for them before `sdk.shutdown()`.
}
