/**
 * Characters that move the cursor, change colours, reorder or hide text: control characters, lone
 * surrogates, line separators, bidirectional overrides, zero-width marks. The zero-width joiner
 * stays, emoji are made with it.
 */
const unsafe =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]/gu;

/**
 * Makes a text from outside safe to show in one line: a newline becomes `\n`, the escape character
 * becomes `\u{1b}`. Not reversible, for eyes only: a literal backslash stays one.
 */
export function escapeControls(text: string): string {
  return text.replace(unsafe, (character) => {
    if (character === '\n') return '\\n';
    if (character === '\t') return '\\t';
    if (character === '\r') return '\\r';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}
