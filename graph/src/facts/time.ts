import { UsageError } from '../errors.ts';

const MICROSECONDS_A_SECOND = 1_000_000n;
const MICROSECONDS_A_DAY = 86_400n * MICROSECONDS_A_SECOND;

/** ISO 8601 in UTC with microseconds, `2020-05-01T12:00:00.000001Z`. */
export function formatTime(micros: bigint): string {
  const seconds = floorDivide(micros, MICROSECONDS_A_SECOND);
  const fraction = micros - seconds * MICROSECONDS_A_SECOND;
  const millis = Number(seconds) * 1_000;
  // A Date reaches ±8.64e15 ms; OTLP's unsigned ns end far below that, only hostile input does not.
  if (!Number.isFinite(new Date(millis).getTime())) return `${micros}µs`;
  return `${new Date(millis).toISOString().slice(0, -5)}.${fraction.toString().padStart(6, '0')}Z`;
}

/** Facts of one batch are mostly of one day. */
let lastDay = { number: 0n, text: '1970-01-01' };

/** UTC day of a time, `2020-05-01`. */
export function dayOf(micros: bigint): string {
  const number = floorDivide(micros, MICROSECONDS_A_DAY);
  if (number === lastDay.number) return lastDay.text;
  const text = formatTime(micros).slice(0, 10);
  if (/^\d{4}-/.test(text)) lastDay = { number, text };
  return text;
}

/**
 * Reads a time that a person typed: ISO 8601 (up to µs; without a zone it is UTC), or `now`, or a
 * whole number of µs since the epoch.
 *
 * @throws UsageError when it is none of these.
 */
export function parseTime(text: string, parameter: string): bigint {
  if (/^-?\d{11,}$/.test(text)) return BigInt(text);
  const parts =
    /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?(Z|[+-]\d{2}:?\d{2})?$/.exec(
      text,
    );
  if (parts !== null) {
    const [, day, minutes = '00:00', seconds = '00', fraction = '', zone = 'Z'] = parts;
    const millis = Date.parse(`${day}T${minutes}:${seconds}${zone}`);
    if (Number.isFinite(millis)) {
      return BigInt(millis) * 1_000n + BigInt(fraction.padEnd(6, '0').slice(0, 6));
    }
  }
  throw new UsageError(
    `"${parameter}" is a time like 2020-05-01T12:00:00Z (or µs since the epoch), not "${text}".`,
    parameter,
  );
}

/** Floor division: ns before the epoch and after it go to the µs before them. */
export function floorDivide(value: bigint, by: bigint): bigint {
  const quotient = value / by;
  return value % by !== 0n && value < 0n !== by < 0n ? quotient - 1n : quotient;
}
