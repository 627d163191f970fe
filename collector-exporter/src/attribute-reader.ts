/**
 * Tolerant reading of one span's attributes. A value of a wrong type costs that attribute, never the
 * span, and is counted. '' means no value; whole numbers below zero mean unknown.
 */
import type { LeftOut } from './left-out.ts';
import type { Attributes, AttributeValue } from './otlp-span.ts';
import { boundedText } from './text.ts';

const INT64_MAX = 2n ** 63n - 1n;

export class AttributeReader {
  readonly attributes: Attributes;
  readonly leftOut: LeftOut;

  constructor(attributes: Attributes, leftOut: LeftOut) {
    this.attributes = attributes;
    this.leftOut = leftOut;
  }

  /** Text, or null when it is absent or empty. */
  text(name: string): string | null {
    const value = this.attributes.get(name);
    if (value === undefined || value === null || value === '') return null;
    if (typeof value === 'string') return this.bounded(name, value);
    this.leftOut.add(name, 'is no text');
    return null;
  }

  /** The first of several names that has a text: new conventions before old ones. */
  firstText(...names: readonly string[]): string | null {
    for (const name of names) {
      const text = this.text(name);
      if (text !== null) return text;
    }
    return null;
  }

  /** A whole number of zero or more. */
  whole(name: string): bigint | null {
    const value = this.attributes.get(name);
    return value === undefined ? null : this.#wholeOf(name, value);
  }

  texts(name: string): readonly (string | null)[] {
    return this.#list(name, 'is no list of texts', (value) =>
      value === null || value === ''
        ? null
        : typeof value === 'string'
          ? this.bounded(name, value)
          : undefined,
    );
  }

  wholes(name: string): readonly (bigint | null)[] {
    return this.#list(name, 'is no list of whole numbers', (value) =>
      value === null || typeof value === 'number' || typeof value === 'bigint'
        ? this.#wholeOf(name, value)
        : undefined,
    );
  }

  /** Numbers as they are, NaN and infinities included. */
  numbers(name: string): readonly (number | null)[] {
    return this.#list(name, 'is no list of numbers', (value) =>
      value === null ? null : numberOf(value),
    );
  }

  /** Cuts a text to the stored length and counts the cut. */
  bounded(name: string, value: string): string {
    const { text, cut } = boundedText(value);
    if (cut) this.leftOut.add(name, 'cut at 64 KiB');
    return text;
  }

  /** Reads a list, or a single value as a list of one; `read` answers undefined for a wrong type. */
  #list<T>(
    name: string,
    reason: string,
    read: (value: AttributeValue) => T | undefined,
  ): readonly T[] {
    const value = this.attributes.get(name);
    if (value === undefined || value === null) return [];
    const items: readonly AttributeValue[] = isList(value) ? value : [value];
    const list: T[] = [];
    for (const item of items) {
      const read1 = read(item);
      if (read1 === undefined) {
        this.leftOut.add(name, reason);
        return [];
      }
      list.push(read1);
    }
    return list;
  }

  #wholeOf(name: string, value: AttributeValue): bigint | null {
    if (value === null) return null;
    if (typeof value === 'bigint' || (typeof value === 'number' && Number.isInteger(value))) {
      const whole = BigInt(value);
      if (whole > INT64_MAX) this.leftOut.add(name, 'a number is out of range');
      return whole < 0n || whole > INT64_MAX ? null : whole;
    }
    this.leftOut.add(name, 'a number is not whole');
    return null;
  }
}

/** Ints and doubles alike: JavaScript sends 1.0 as an int. */
export function numberOf(value: AttributeValue): number | undefined {
  return typeof value === 'number' || typeof value === 'bigint' ? Number(value) : undefined;
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
