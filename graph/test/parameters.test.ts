import { expect, test } from '@jest/globals';
import { parseParameters } from '../src/question.ts';
import { questions } from '../src/questions/index.ts';

const [trace] = questions;
if (trace === undefined) throw new Error('There is always a first question.');

test('a name with half a surrogate pair is asked for as it is stored', () => {
  const values = parseParameters(trace, [['pointer', 'a\ud800b']]);

  expect(values.get('pointer')).toBe('a\ufffdb');
});

test('a list takes each of its texts, and at most so many', () => {
  const slice = questions.find(({ name }) => name === 'slice') ?? trace;

  const values = parseParameters(slice, [
    ['slice', 'a=1'],
    ['limit', '5'],
    ['slice', 'b\ud800=2'],
  ]);

  expect(values.get('slice')).toEqual(['a=1', 'b\ufffd=2']);
  const many = Array.from({ length: 101 }, (_, index) => ['where', `m < ${index}`] as const);
  expect(() => parseParameters(slice, many)).toThrow('"where" takes at most 100 values');
  expect(() => parseParameters(slice, [['pointers', '']])).toThrow('"pointers" is empty');
});

test.each([
  [[['pointr', 'x']], 'Did you mean "pointer"?'],
  [[['pointer', '']], '"pointer" is empty.'],
  [[], '"trace" needs a pointer'],
  [
    [
      ['pointer', 'x'],
      ['pointer', 'y'],
    ],
    'given twice',
  ],
  [
    [
      ['pointer', 'x'],
      ['depth', 'NaN'],
    ],
    'whole number from 1',
  ],
  [
    [
      ['pointer', 'x'],
      ['depth', '1e999'],
    ],
    'whole number from 1',
  ],
  [
    [
      ['pointer', 'x'],
      ['as-of', 'yesterday-ish'],
    ],
    'as-of',
  ],
] as const)('%j is refused with the place and the mend', (raw, words) => {
  expect(() => parseParameters(trace, raw)).toThrow(words);
});
