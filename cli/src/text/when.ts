import { parseTime } from '@spantrail/graph';

/** `2020-05-01 12:00:03Z`, to the second; a time out of a calendar's reach stays as it came. */
export function clockTime(iso: string): string {
  const parts = /^(\d{4}-\d{2}-\d{2})T(\d{2}:\d{2}:\d{2})(?:\.\d+)?Z$/.exec(iso);
  return parts === null ? iso : `${parts[1]} ${parts[2]}Z`;
}

/** `1.2 s`, `4 min 10 s`, `3 d 2 h`; empty when one of the times is not a calendar's. */
export function timeBetween(start: string, end: string): string {
  const from = micros(start);
  const to = micros(end);
  return from === null || to === null ? '' : duration(to - from);
}

const MILLISECOND = 1_000n;
const SECOND = 1_000n * MILLISECOND;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

function duration(length: bigint): string {
  if (length < 0n) return `-${duration(-length)}`;
  if (length < MILLISECOND) return `${length} µs`;
  if (length < SECOND) return `${length / MILLISECOND} ms`;
  if (length < MINUTE) return `${(Number(length / MILLISECOND) / 1_000).toFixed(1)} s`;
  if (length < HOUR) return twoUnits(length, [MINUTE, 'min'], [SECOND, 's']);
  if (length < DAY) return twoUnits(length, [HOUR, 'h'], [MINUTE, 'min']);
  return twoUnits(length, [DAY, 'd'], [HOUR, 'h']);
}

type Unit = readonly [length: bigint, name: string];

function twoUnits(length: bigint, [big, bigName]: Unit, [small, smallName]: Unit): string {
  const rest = (length % big) / small;
  return `${length / big} ${bigName}${rest === 0n ? '' : ` ${rest} ${smallName}`}`;
}

function micros(iso: string): bigint | null {
  try {
    return parseTime(iso, 'time');
  } catch {
    return null;
  }
}
