import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { shellQuote } from '../../src/text/shell-quote.ts';

function asBashReads(word: string): string {
  return execFileSync('bash', ['-c', `printf %s ${word}`], { encoding: 'utf8' });
}

describe('a quoted word', () => {
  test.each([
    'plain/name-1.csv',
    "it's $HOME `id` \\ !",
    'two words',
    '',
    '*?[a]',
    'line\nbreak\tand \u001b[31m colour',
    "'\u0007'",
    'données 予測 🚕',
  ])('is read by bash as exactly %j', (text) => {
    expect(asBashReads(shellQuote(text))).toBe(text);
  });

  test('holds no control character, whatever it quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(shellQuote(text)).not.toMatch(/\p{Cc}/u);
      }),
    );
  });
});
