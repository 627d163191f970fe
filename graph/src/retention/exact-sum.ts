/**
 * Sums of floats without rounding: addition of floats depends on its order, and a summary must not. The
 * value is `mantissa` × 2^`exponent`.
 */
export interface ExactSum {
  /** Odd, or 0 with exponent 0, so that equal values look the same. */
  readonly mantissa: bigint;
  readonly exponent: number;
}

const ZERO: ExactSum = { mantissa: 0n, exponent: 0 };

/** @param value finite. */
export function exactly(value: number): ExactSum {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, value);
  const whole = bits.getBigUint64(0);
  const biased = Number((whole >> 52n) & 0x7ffn);
  const fraction = whole & 0xf_ffff_ffff_ffffn;
  const size = biased === 0 ? fraction : fraction | (1n << 52n);
  return normal(value < 0 ? -size : size, Math.max(biased, 1) - 1_075);
}

export function add(a: ExactSum, b: ExactSum): ExactSum {
  const exponent = Math.min(a.exponent, b.exponent);
  return normal(shifted(a, exponent) + shifted(b, exponent), exponent);
}

export function square(a: ExactSum): ExactSum {
  return { mantissa: a.mantissa * a.mantissa, exponent: a.exponent * 2 };
}

/** The nearest float; null beyond their range. */
export function rounded({ mantissa, exponent }: ExactSum): number | null {
  const size = mantissa < 0n ? -mantissa : mantissa;
  const excess = Math.max(0, size.toString(2).length - 64);
  const high = size >> BigInt(excess);
  // A last bit that stands for all that was cut keeps the rounding to 53 bits right.
  const sticky = high << BigInt(excess) === size ? high : high | 1n;
  const scale = exponent + excess;
  const half = Math.trunc(scale / 2);
  const value = Number(sticky) * 2 ** half * 2 ** (scale - half);
  if (!Number.isFinite(value)) return null;
  return mantissa < 0n ? -value : value;
}

export function formatExact({ mantissa, exponent }: ExactSum): string {
  return `${mantissa}p${exponent}`;
}

export function parseExact(text: string): ExactSum {
  const [mantissa = '0', exponent = '0'] = text.split('p');
  return { mantissa: BigInt(mantissa), exponent: Number(exponent) };
}

function shifted({ mantissa, exponent }: ExactSum, to: number): bigint {
  return mantissa << BigInt(exponent - to);
}

function normal(mantissa: bigint, exponent: number): ExactSum {
  if (mantissa === 0n) return ZERO;
  const low = mantissa & -mantissa;
  const zeros = low.toString(2).length - 1;
  return { mantissa: mantissa >> BigInt(zeros), exponent: exponent + zeros };
}
