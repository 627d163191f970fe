import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { UsageError } from '../../../src/errors.ts';
import {
  type Condition,
  compares,
  formatCondition,
  parseCondition,
} from '../../../src/questions/ranking/condition.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);

describe('a condition', () => {
  test.each<[string, Condition]>([
    ['accuracy < 0.8', { kind: 'metric', name: 'accuracy', comparator: '<', value: 0.8 }],
    ['accuracy<0.8', { kind: 'metric', name: 'accuracy', comparator: '<', value: 0.8 }],
    [
      '  f1.macro\t>=\n-1e-3 ',
      { kind: 'metric', name: 'f1.macro', comparator: '>=', value: -0.001 },
    ],
    ['rows != 0', { kind: 'metric', name: 'rows', comparator: '!=', value: 0 }],
    ['größe = +.5', { kind: 'metric', name: 'größe', comparator: '=', value: 0.5 }],
    ['"p 50 < x" <= 3.', { kind: 'metric', name: 'p 50 < x', comparator: '<=', value: 3 }],
    ['"trigger:x" > 1', { kind: 'metric', name: 'trigger:x', comparator: '>', value: 1 }],
    [
      'trigger:no_nulls = fail',
      { kind: 'trigger', name: 'no_nulls', comparator: '=', status: 'fail' },
    ],
    ['trigger:a:b!=pass', { kind: 'trigger', name: 'a:b', comparator: '!=', status: 'pass' }],
    [
      'trigger:"no \\"nulls\\"" = error',
      { kind: 'trigger', name: 'no "nulls"', comparator: '=', status: 'error' },
    ],
  ])('reads %j', (text, expected) => {
    expect(parseCondition(text)).toEqual(expected);
  });

  test.each<[string, number, string]>([
    ['', 1, 'the name of a metric'],
    ['< 0.8', 1, 'in double quotes'],
    ['accuracy', 9, 'accuracy < 0.8'],
    ['accuracy ~ 0.8', 10, 'one of <'],
    ['accuracy == 0.8', 10, 'found "=="'],
    ['accuracy <', 11, 'found the end'],
    ['accuracy < high', 12, 'a number'],
    ['accuracy < 0.8x', 12, 'a number'],
    ['accuracy < 0x10', 12, 'a number'],
    ['accuracy < NaN', 12, 'a number'],
    ['accuracy < 1e999', 12, 'a finite number'],
    ['accuracy < 0.8 and f1 < 0.5', 16, 'a --where of its own'],
    ['no nulls < 1', 4, 'one of <'],
    ['no_nulls = fail', 12, 'trigger:no_nulls = fail'],
    ['trigger: = fail', 10, 'the name of a trigger'],
    ['trigger:x < fail', 11, '= or !='],
    ['trigger:x = failed', 13, 'one of pass, warn, fail, error, skipped'],
    ['trigger:x = fail now', 18, 'nothing more'],
    ['"open < 1', 1, 'in double quotes'],
    ['"\\x" < 1', 1, 'a JSON string'],
    ['"" < 1', 1, 'a JSON string'],
    ['😀😀 ~ 1', 4, 'one of <'],
  ])('refuses %j at column %i and says how it is mended', (text, column, says) => {
    const failing = () => parseCondition(text);

    expect(failing).toThrow(UsageError);
    expect(failing).toThrow(`column ${column}:`);
    expect(failing).toThrow(says);
  });

  test(`reads what it writes, for every name and number (seed ${seed})`, () => {
    const name = fc.string({ unit: 'grapheme', minLength: 1 });
    const metric = fc.record({
      kind: fc.constant('metric' as const),
      name,
      comparator: fc.constantFrom<('<' | '<=' | '>' | '>=' | '=' | '!=')[]>(
        '<',
        '<=',
        '>',
        '>=',
        '=',
        '!=',
      ),
      value: fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0),
    });
    const trigger = fc.record({
      kind: fc.constant('trigger' as const),
      name,
      comparator: fc.constantFrom<('=' | '!=')[]>('=', '!='),
      status: fc.constantFrom<('pass' | 'warn' | 'fail')[]>('pass', 'warn', 'fail'),
    });
    fc.assert(
      fc.property(fc.oneof(metric, trigger), (condition) => {
        expect(parseCondition(formatCondition(condition))).toEqual(condition);
      }),
      { numRuns: 500, seed },
    );
  });

  test(`is read or refused as wrong use, whatever the text (seed ${seed})`, () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 20 }), (text) => {
        try {
          parseCondition(text);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
      { numRuns: 1_000, seed },
    );
  });
});

test('comparators mean what they say', () => {
  const met = (value: number) =>
    (['<', '<=', '>', '>=', '=', '!='] as const).filter((sign) => compares(value, sign, 2));

  expect(met(1)).toEqual(['<', '<=', '!=']);
  expect(met(2)).toEqual(['<=', '>=', '=']);
  expect(met(3)).toEqual(['>', '>=', '!=']);
});
