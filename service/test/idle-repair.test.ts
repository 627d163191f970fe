import { describe, expect, test } from '@jest/globals';
import { repairWhenIdle } from '../src/idle-repair.ts';

/** A clock whose ticks are given by the test. */
function manual() {
  let task = (): void => {};
  return {
    every: (_ms: number, wanted: () => void) => {
      task = wanted;
      return () => {
        task = () => {};
      };
    },
    tick: () => task(),
  };
}

describe('repairs that writers left', () => {
  test('are done to the end at a look, and not looked at twice at once', async () => {
    const clock = manual();
    let left = 3;
    let calls = 0;
    const store = {
      repair: async () => {
        calls += 1;
        left -= 1;
        return left > 0;
      },
    };
    const end = repairWhenIdle(store, clock);

    clock.tick();
    clock.tick();
    await end();
    clock.tick();

    expect(calls).toBe(1);
    expect(left).toBe(2);
  });

  test('are tried again at the next look when the store was away', async () => {
    const clock = manual();
    let calls = 0;
    const store = {
      repair: async () => {
        calls += 1;
        if (calls === 1) throw new Error('The store is away.');
        return calls < 4;
      },
    };
    const end = repairWhenIdle(store, clock);

    clock.tick();
    await new Promise(setImmediate);
    clock.tick();
    await new Promise(setImmediate);

    expect(calls).toBe(4);
    await end();
  });
});
