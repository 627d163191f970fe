import type { IoComparison, IoContent, IoDifference } from '../answers/compare-answer.ts';
import { contradicts } from '../facts/choose-producer.ts';
import { compareText } from '../facts/keys.ts';
import type { IoWithContent } from './with-contents.ts';

/** What two runs read, or what they wrote, against each other. */
export function compareIo(a: readonly IoWithContent[], b: readonly IoWithContent[]): IoComparison {
  const onB = new Map(b.map((io) => [io.pointer, io]));
  const pairs: (readonly [IoWithContent | null, IoWithContent | null])[] = a.map((io) => [
    io,
    onB.get(io.pointer) ?? null,
  ]);
  const onA = new Set(a.map((io) => io.pointer));
  for (const io of b) if (!onA.has(io.pointer)) pairs.push([null, io]);
  // Two namespaces may have a name in common: their keys tell them apart, in every store alike.
  const keyOf = ([left, right]: (typeof pairs)[number]): string =>
    left?.pointer ?? right?.pointer ?? '';
  pairs.sort((x, y) => compareText(keyOf(x), keyOf(y)));
  const changes = pairs.map(([left, right]) => ({
    pointer: left?.name ?? right?.name ?? '',
    change: changeOf(left, right),
    a: contentOf(left),
    b: contentOf(right),
  }));
  return {
    same: changes.filter(({ change }) => change === 'same').length,
    differences: changes
      .flatMap(({ change, ...rest }) => (change === 'same' ? [] : [{ ...rest, change }]))
      .sort((x, y) => compareText(x.pointer, y.pointer) || compareText(x.change, y.change)),
  };
}

type Change = IoDifference['change'] | 'same';

/** Digests of one algorithm decide; else a size that differs tells that the content does. */
export function changeOf(a: IoWithContent | null, b: IoWithContent | null): Change {
  if (a === null) return 'onlyB';
  if (b === null) return 'onlyA';
  if (a.digest !== null && a.digest === b.digest) return 'same';
  if (contradicts(a.digest, b.digest)) return 'content';
  const resized = differ(a.rows, b.rows) || differ(a.bytes, b.bytes);
  return resized ? 'content' : 'unknown';
}

function differ(a: bigint | null, b: bigint | null): boolean {
  return a !== null && b !== null && a !== b;
}

function contentOf(io: IoWithContent | null): IoContent | null {
  if (io === null) return null;
  const { digest, rows, bytes } = io;
  return {
    digest,
    rows: rows === null ? null : Number(rows),
    bytes: bytes === null ? null : Number(bytes),
  };
}
