/** Text of the outside made storable: well-formed Unicode of a bounded length. */
import { wellFormed } from '@spantrail/graph';

const TEXT_BYTES_MAX = 65_536;

export interface BoundedText {
  readonly text: string;
  readonly cut: boolean;
}

/** Lone surrogates become U+FFFD; what is beyond 64 KiB of UTF-8 is cut at a code point. */
export function boundedText(value: string): BoundedText {
  const text = wellFormed(value);
  // A UTF-16 unit is at most three UTF-8 bytes: most texts need no encoding to be known as short.
  if (text.length * 3 <= TEXT_BYTES_MAX) return { text, cut: false };
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= TEXT_BYTES_MAX) return { text, cut: false };
  let end = TEXT_BYTES_MAX;
  while (end > 0 && isContinuation(bytes[end])) end -= 1;
  return { text: bytes.subarray(0, end).toString('utf8'), cut: true };
}

/** Control and format characters as `\u{…}`, so that text from outside cannot steer a terminal. */
export function printable(text: string, lengthMax: number): string {
  const short = text.length > lengthMax ? `${text.slice(0, lengthMax)}…` : text;
  return wellFormed(short).replace(
    /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

function isContinuation(byte: number | undefined): boolean {
  return byte !== undefined && (byte & 0xc0) === 0x80;
}
