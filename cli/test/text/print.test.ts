import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { displayWidth } from '../../src/text/display-width.ts';
import { inked, line, table } from '../../src/text/document.ts';
import { print } from '../../src/text/print.ts';

const terminal = { terminal: true, colour: true };
const pipe = { terminal: false, colour: false };

describe('printing', () => {
  test('escapes what would move the cursor, hide or reorder text', () => {
    const hostile = 'a\u001b]0;owned\u0007b\r\nc\u202ed\u200be';

    const text = print([line(hostile)], terminal);

    expect(text).toBe('a\\u{1b}]0;owned\\u{7}b\\r\\nc\\u{202e}d\\u{200b}e\n');
  });

  test('lets no control character of a text through, in no place and on no screen', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.boolean(), (text, isTerminal) => {
        const blocks = [line(text, inked('red', text)), table([{ title: text }], [[text]])];

        const printed = print(blocks, { terminal: isTerminal, colour: false });

        expect(printed.replaceAll('\n', '')).not.toMatch(/\p{Cc}/u);
        expect(printed.split('\n')).toHaveLength(text === '' ? 3 : 4);
      }),
    );
  });

  test('keeps a tab in a name from parting columns', () => {
    const text = print([table([{ title: 'A' }, { title: 'B' }], [['x\ty', 'z']])], pipe);

    expect(text).toBe('A\tB\nx\\ty\tz\n');
  });

  test('aligns wide, combined and joined characters by the cells that they take', () => {
    const names = ['予測', 'e\u0301te', '👩‍🚀', 'plain'];

    const rows = names.map((name) => [name, '|']);
    const lines = print([table([{ title: '' }, { title: '' }], rows)], {
      ...terminal,
      colour: false,
    })
      .trimEnd()
      .split('\n');

    expect(names.map(displayWidth)).toEqual([4, 3, 2, 5]);
    expect(lines.map((text) => displayWidth(text.slice(0, text.indexOf('|'))))).toEqual([
      7, 7, 7, 7,
    ]);
  });
});
