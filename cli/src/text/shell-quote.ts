const bare = /^[\w@%+=:,./-]+$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must be quoted.
const controls = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/;

/**
 * One shell word that means exactly `text`, in sh, bash and zsh; with control characters in it, in
 * bash and zsh (`$'…'`), because a hint must not carry them raw.
 */
export function shellQuote(text: string): string {
  if (bare.test(text)) return text;
  if (!controls.test(text)) return `'${text.replaceAll("'", "'\\''")}'`;
  const inner = [...text].map((character) => {
    if (character === "'" || character === '\\') return `\\${character}`;
    return controls.test(character) ? bytesOf(character) : character;
  });
  return `$'${inner.join('')}'`;
}

/** A whole command line from its words. */
export function shellCommand(words: readonly string[]): string {
  return words.map(shellQuote).join(' ');
}

function bytesOf(character: string): string {
  return [...Buffer.from(character, 'utf8')]
    .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
    .join('');
}
