import { createHash } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { FunctionCode } from '../src/function-code.ts';

describe('the source text', () => {
  test('is bounded at a whole character, says how much was cut, and has the digest of all of it', () => {
    const fn = new Function(`return '${'€'.repeat(30_000)}'`);
    const whole = Buffer.from(fn.toString());

    const attributes = new FunctionCode(fn).attributes();

    const sent = Buffer.from(String(attributes['ml.code.text']));
    expect(attributes['ml.code.digest']).toBe(
      `sha256:${createHash('sha256').update(whole).digest('hex')}`,
    );
    expect(sent.length).toBeGreaterThan(65_536 - 3);
    expect(sent.length).toBeLessThanOrEqual(65_536);
    expect(whole.subarray(0, sent.length).equals(sent)).toBe(true);
    expect(attributes['ml.dropped.code_bytes']).toBe(whole.length - 65_536);
  });

  test('of two functions with the same text is sent once', () => {
    const make = (): (() => number) => () => 42;

    const first = new FunctionCode(make()).attributes();
    const second = new FunctionCode(make()).attributes();

    expect(first['ml.code.text']).toBe('() => 42');
    expect(second).toEqual({ 'ml.code.digest': first['ml.code.digest'] });
  });

  test('of bound and built-in functions is not told, because it tells nothing', () => {
    expect(new FunctionCode(Math.max).attributes()).toEqual({});
    expect(new FunctionCode((() => 1).bind(null)).attributes()).toEqual({});
  });
});
