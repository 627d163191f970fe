import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { maskPattern } from '../src/mask-pattern.ts';

const seed = Number(process.env.SPANTRAIL_SEED ?? Date.now() % 2 ** 31);

const mask = (pattern: string, text: string) => maskPattern(pattern).mask(text, '#');

describe('a pattern', () => {
  it.each([
    ['\\d{3}-\\d{2}', 'a 123-45 b 12-345 678-90', 'a # b 12-345 #'],
    ['[\\w.+-]+@[\\w.-]+', 'to ada@example.org, bob', 'to #, bob'],
    ['^s3://', 's3://a/s3://', '#a/s3://'],
    ['\\d+$', '12 a 34', '12 a #'],
    ['a?b', 'ab b a', '# # a'],
    ['key=.*', 'x key=1\n2', 'x #'],
    ['\\$\\d', 'a $1', 'a #'],
    ['a\\$', 'a$', '#'],
    ['é{2,}', 'éé é', '# é'],
    ['[^a-z/]{2,3}', 'ab1234', 'ab#4'],
    ['😀+', 'a😀b', 'a#b'],
  ])('%s masks the leftmost match, the longest there', (pattern, text, masked) => {
    expect(mask(pattern, text)).toBe(masked);
  });

  it.each([
    '(a+)+b',
    'a|b',
    '(?=a)',
    '\\1',
    '\\bword',
    'a*?',
    'a{3,1}',
    'a*',
    '',
    '[z-a]',
    'a{300}',
    '\\d{9999}\\d{9999}',
    'a^b',
    '[ab',
  ])('%j is refused', (pattern) => {
    expect(() => maskPattern(pattern)).toThrow();
  });

  it('takes a time that the text cannot choose', () => {
    const evil = maskPattern('a*a*a*a*a*a*a*a*[ab]{20}c');
    const text = 'a'.repeat(65_536);
    const begin = performance.now();

    expect(evil.mask(text, '#')).toBe(text);

    // A backtracking matcher would take longer than the world has stood.
    expect(performance.now() - begin).toBeLessThan(5_000);
  });

  it(`masks where a regular expression does, and no less (seed ${seed})`, () => {
    const atom = fc.constantFrom('a', 'b', '[ab]', '[^a]', '.', '\\d', '\\w', '-');
    const often = fc.constantFrom('', '', '?', '*', '+', '{2}', '{1,3}', '{2,}');
    const link = fc.tuple(atom, often).map((parts) => parts.join(''));
    const pattern = fc
      .tuple(
        fc.constantFrom('', '', '^'),
        fc.array(link, { minLength: 1, maxLength: 5 }),
        atom,
        fc.constantFrom('', '', '$'),
      )
      .map(([start, links, last, end]) => `${start}${links.join('')}${last}${end}`);
    const text = fc
      .array(fc.constantFrom('a', 'b', '1', '-', ' ', '\n'), { maxLength: 12 })
      .map((characters) => characters.join(''));

    fc.assert(
      fc.property(pattern, text, (source, given) => {
        const masked = maskPattern(source).mask(given, '#');
        const first = new RegExp(source, 's').exec(given);

        if (first === null) {
          expect(masked).toBe(given);
          return;
        }
        // Backtracking takes the first way that it finds, which may be shorter than the longest.
        const rest = [...given].keys();
        const longest = Math.max(
          ...[...rest]
            .map((end) => end + 1)
            .filter((end) => end > first.index && matchesWhole(source, given, first.index, end)),
        );
        const after = given.slice(longest);
        expect(masked.startsWith(`${given.slice(0, first.index)}#`)).toBe(true);
        if (!source.startsWith('^'))
          expect(masked.slice(first.index + 1)).toBe(mask(source, after));
      }),
      { seed, numRuns: 500 },
    );
  });
});

function matchesWhole(source: string, text: string, start: number, end: number): boolean {
  if (source.endsWith('$') && end < text.length) return false;
  const whole = `^(?:${source.replace(/^\^/, '').replace(/\$$/, '')})$`;
  return new RegExp(whole, 's').test(text.slice(start, end));
}
