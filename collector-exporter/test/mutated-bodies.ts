/** Bodies that a broken or hostile sender could send, made from good ones by a seed. */
import type { OtlpEncoding } from '../src/index.ts';

export interface MutatedBody {
  readonly encoding: OtlpEncoding;
  readonly bytes: Uint8Array;
}

/** Gives whole numbers from 0 up to `below`, not included. */
type Draw = (below: number) => number;

/** What a length, a number or a tag is replaced by: limits, and what no reader should believe. */
const HOSTILE_VARINTS = [
  [0],
  [0x7f],
  [0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0x07],
  [0xff, 0xff, 0xff, 0xff, 0x0f],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01],
  [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
];
const HOSTILE_JSON = [
  'null',
  '[]',
  '{}',
  '""',
  '-1',
  '1e999',
  '0.5',
  'true',
  '"99999999999999999999"',
  '"\\ud800"',
  '"__proto__"',
  '{"__proto__":{"polluted":true}}',
  `${'['.repeat(2_000)}${']'.repeat(2_000)}`,
  `"${'x'.repeat(20_000)}"`,
];
const BAD_UTF8 = [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80]];

/**
 * Endless, and the same for the same seed.
 *
 * @param bodies good ones, of each encoding at least one.
 */
export function* mutatedBodies(
  bodies: Readonly<Record<OtlpEncoding, readonly Uint8Array[]>>,
  seed: number,
): Generator<MutatedBody> {
  const draw = drawFrom(seed);
  for (;;) {
    const encoding = pick<OtlpEncoding>(['protobuf', 'json'], draw);
    let bytes: Uint8Array = Uint8Array.from(pick(bodies[encoding], draw));
    for (let count = 1 + draw(4); count > 0; count -= 1) bytes = mutate(bytes, encoding, draw);
    yield { encoding, bytes };
  }
}

function mutate(bytes: Uint8Array, encoding: OtlpEncoding, draw: Draw): Uint8Array {
  const at = draw(bytes.length + 1);
  const until = Math.min(bytes.length, at + draw(40));
  switch (draw(8)) {
    case 0:
      return bytes.subarray(0, at);
    case 1: {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << draw(8));
      return flipped;
    }
    case 2:
      return spliced(bytes, at, until, Buffer.from(pick(BAD_UTF8, draw)));
    case 3:
      return spliced(bytes, at, until, bytes.subarray(draw(bytes.length + 1)).subarray(0, 200));
    case 4:
      return spliced(bytes, at, at, Buffer.alloc(draw(64), draw(256)));
    case 5:
      return spliced(bytes, at, until, new Uint8Array());
    default:
      return encoding === 'json'
        ? withHostileValue(bytes, at, draw)
        : spliced(bytes, at, at + 1, Buffer.from(pick(HOSTILE_VARINTS, draw)));
  }
}

/** The value after some colon is replaced, so that the JSON mostly stays readable. */
function withHostileValue(bytes: Uint8Array, at: number, draw: Draw): Uint8Array {
  const text = Buffer.from(bytes);
  const colon = text.indexOf(':', at);
  if (colon < 0) return bytes;
  const end = [',', '}', ']']
    .map((mark) => text.indexOf(mark, colon))
    .reduce((least, place) => (place >= 0 && place < least ? place : least), text.length);
  return spliced(bytes, colon + 1, end, Buffer.from(pick(HOSTILE_JSON, draw)));
}

function spliced(bytes: Uint8Array, from: number, until: number, put: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(until)]);
}

function pick<T>(items: readonly T[], draw: Draw): T {
  const item = items[draw(items.length)];
  if (item === undefined) throw new Error('There is nothing to pick from.');
  return item;
}

/** @see G. Marsaglia, Xorshift RNGs, Journal of Statistical Software 8(14), 2003 */
function drawFrom(seed: number): Draw {
  let state = seed >>> 0 || 1;
  return (below) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return below === 0 ? 0 : (state >>> 0) % below;
  };
}
