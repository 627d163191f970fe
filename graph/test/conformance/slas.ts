import { describe, expect, test } from '@jest/globals';
import type { SlaAnswer } from '../../src/answers/sla-answer.ts';
import { ask } from '../ask.ts';
import { at, run } from '../facts.ts';
import type { Given } from './given.ts';

const DAY = 86_400;

/** One run a day, the first on day 0. */
const daily = (values: readonly (number | null)[]) =>
  values.map((accuracy, day) =>
    run({
      id: `train${String(day).padStart(2, '0')}`,
      component: 'train',
      start: day * DAY,
      ...(accuracy === null ? {} : { metrics: { accuracy } }),
    }),
  );

async function slaOf(
  given: Given,
  values: readonly (number | null)[],
  more: Record<string, number | bigint | string> = {},
): Promise<SlaAnswer> {
  await given.write(...daily(values));
  return ask<SlaAnswer>(given.store, 'sla', {
    component: 'train',
    metric: 'accuracy',
    'as-of': at(values.length * DAY),
    'window-days': 60,
    ...('at-most' in more ? {} : { 'at-least': 0.8 }),
    ...more,
  });
}

export function slas(given: Given): void {
  describe('an objective', () => {
    test('is kept while the mean is inside and few runs are not', async () => {
      const good = Array.from({ length: 11 }, () => 0.9);

      const answer = await slaOf(given, [...good.slice(0, 5), 0.7, ...good.slice(5)]);

      expect(answer).toMatchObject({
        state: 'ok',
        n: 12,
        outside: 1,
        objective: { kind: 'atLeast', bound: 0.8 },
        least: 0.7,
        greatest: 0.9,
        runs: [{ id: 'train05', value: 0.7 }],
        truncated: false,
      });
      expect(answer.value).toBeCloseTo(10.6 / 12, 12);
      expect(answer.reason).toContain('1 of 12 runs');
    });

    test('is at risk when a tenth of the runs is outside', async () => {
      const answer = await slaOf(given, [0.9, 0.9, 0.9, 0.9, 0.7, 0.9, 0.9, 0.9, 0.9, 0.9]);

      expect(answer).toMatchObject({ state: 'atRisk', outside: 1, outsideShare: 0.1 });
    });

    test('is breached when the mean is outside, and the trend says which way it goes', async () => {
      const answer = await slaOf(given, [0.9, 0.8, 0.7, 0.6]);

      expect(answer).toMatchObject({
        state: 'breached',
        outside: 2,
        trend: { direction: 'worsening' },
      });
      expect(answer.trend.earlier).toBeCloseTo(0.85, 12);
      expect(answer.runs.map(({ id }) => id)).toEqual(['train03', 'train02']);
      const below = await ask<SlaAnswer>(given.store, 'sla', {
        component: 'train',
        metric: 'accuracy',
        'at-most': 0.76,
        'as-of': at(4 * DAY),
        limit: 1,
      });
      expect(below).toMatchObject({ state: 'atRisk', truncated: true, runs: [{ id: 'train01' }] });
      expect(below.trend.direction).toBe('improving');
    });

    test('counts what is exactly on the bound as inside, also as a mean of equal values', async () => {
      const values = Array.from({ length: 7 }, () => 0.1);

      const least = await slaOf(given, values, { 'at-least': 0.1 });
      const most = await slaOf(given, values, { 'at-most': 0.1 });

      expect(least).toMatchObject({ state: 'ok', value: 0.1, outside: 0 });
      expect(most).toMatchObject({ state: 'ok', value: 0.1, trend: { direction: 'steady' } });
    });

    test('is not known without enough measurements, and why is said', async () => {
      const few = await slaOf(given, [0.9, null, 0.9]);
      const window = { 'window-days': 0.5, 'as-of': at(10 * DAY) };
      const none = await slaOf(given, [0.9], window);
      const wrong = await slaOf(given, [0.9, null, 0.9], { metric: 'acuracy' });

      expect(few).toMatchObject({ state: 'unknown', n: 2, windowRuns: 3 });
      expect(few.reason).toBe(
        'Only 2 of the 3 runs that it takes measured accuracy in the window.',
      );
      expect(none).toMatchObject({
        state: 'unknown',
        n: 0,
        value: null,
        trend: { direction: 'unknown' },
      });
      expect(none.reason).toBe('No run started in the window.');
      expect(wrong.reason).toBe('No run of the window measured acuracy. They measured accuracy.');
      expect(await slaOf(given, [0.9, 0.9], { 'min-runs': 2 })).toMatchObject({ state: 'ok' });
    });

    test('looks at the window and the time that are asked, its ends included', async () => {
      const values = [0.1, 0.9, 0.9, 0.9, 0.1];

      const answer = await slaOf(given, values, { 'as-of': at(3.5 * DAY), 'window-days': 2.5 });

      expect(answer).toMatchObject({ state: 'ok', n: 3, windowRuns: 3 });
    });

    test('stays a number where a sum would not', async () => {
      const answer = await slaOf(given, [1.7e308, 1.7e308, 1.7e308, -1.7e308], { 'at-least': 0 });

      expect(answer.value).toBeCloseTo(0.85e308, -300);
      expect(answer.state).toBe('atRisk');
    });

    test('needs one bound, and a component that there is', async () => {
      await given.write(...daily([0.9]));
      const asked = { component: 'train', metric: 'accuracy' };

      await expect(ask(given.store, 'sla', asked)).rejects.toMatchObject({ code: 'USAGE' });
      await expect(
        ask(given.store, 'sla', { ...asked, 'at-least': 1, 'at-most': 2 }),
      ).rejects.toMatchObject({ code: 'USAGE' });
      await expect(
        ask(given.store, 'sla', { ...asked, component: 'trian', 'at-least': 1 }),
      ).rejects.toMatchObject({ nearest: ['train'] });
    });
  });
}
