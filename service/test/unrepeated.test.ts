import { expect, it } from '@jest/globals';
import { unrepeated } from '../src/unrepeated.ts';

it('says an equal message once in ten seconds, and then how often it was not said', () => {
  const clock = { micros: 0n, now: () => clock.micros };
  const lines: unknown[] = [];
  const log = unrepeated((...line) => lines.push(line), clock);

  for (let second = 0; second < 11; second += 1) {
    clock.micros = BigInt(second) * 1_000_000n;
    log('warn', 'away', { code: 'A' });
    if (second === 5) log('error', 'away');
  }

  expect(lines).toEqual([
    ['warn', 'away', { code: 'A' }],
    ['error', 'away', {}],
    ['warn', 'away', { code: 'A', unsaid: 9 }],
  ]);
});

it('says it again when the clock was set back, and keeps no more than a bounded number of messages', () => {
  const clock = { micros: 100n, now: () => clock.micros };
  const lines: string[] = [];
  const log = unrepeated((_level, message) => lines.push(message), clock);

  log('warn', 'away');
  clock.micros = 0n;
  log('warn', 'away');
  for (let index = 0; index < 300; index += 1) log('warn', `other ${index}`);

  expect(lines).toHaveLength(302);
});
