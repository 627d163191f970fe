/** What an operator does not want to store, taken out of spans before they become facts. */
import { maskPattern } from './mask-pattern.ts';
import type { Attributes, AttributeValue, OtlpSpan } from './otlp-span.ts';

/** Takes values out of a span. Pure: the same span gives the same, however often it is sent. */
export type Redaction = (span: OtlpSpan) => OtlpSpan;

interface Rule {
  readonly concerns: (name: string) => boolean;
  /** Undefined: the attribute goes. */
  readonly mask?: (text: string) => string;
}

const MASK = '***';

/** The name that OpenTelemetry gives to a status's message where it has to be an attribute. */
const STATUS_MESSAGE = 'otel.status_description';

/** A text is cut at 64 KiB when it is stored: what lies far behind that needs no mask. */
const TEXT_LENGTH_MAX = 65_536 + 4_096;

/** Names come from outside. */
const NAMES_MAX = 10_000;

const FIELDS = ['attribute', 'action', 'pattern', 'with'];

/**
 * Reads rules: a JSON array of `{"attribute", "action": "drop" | "mask", "pattern"?, "with"?}`. In `attribute`
 * `*` stands for any characters. A mask without a pattern is for the whole value.
 *
 * @throws Error that names the rule at fault.
 */
export function parseRedaction(text: string): Redaction {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    throw new Error('it is no JSON');
  }
  if (!Array.isArray(parsed)) throw new Error('it is no JSON array of rules');
  const rules = parsed.map((rule: unknown, index) => {
    try {
      return ruleOf(rule);
    } catch (error) {
      throw new Error(`rule ${index + 1}: ${error instanceof Error ? error.message : error}`);
    }
  });
  return redactionBy(rules);
}

function ruleOf(given: unknown): Rule {
  if (typeof given !== 'object' || given === null) throw new Error('it is no object');
  const fields = new Map<string, unknown>(Object.entries(given));
  for (const name of fields.keys()) {
    if (!FIELDS.includes(name)) throw new Error(`"${name}" is none of ${FIELDS.join(', ')}`);
  }
  const text = (name: string): string | null => {
    const value = fields.get(name);
    if (value === undefined) return null;
    if (typeof value !== 'string') throw new Error(`"${name}" is no text`);
    return value;
  };
  const attribute = text('attribute');
  if (attribute === null || attribute === '') throw new Error('it names no "attribute"');
  const concerns = concernsOf(attribute);
  const [action, pattern, by] = [text('action'), text('pattern'), text('with') ?? MASK];
  if (action === 'drop') {
    if (fields.has('pattern') || fields.has('with')) {
      throw new Error('"drop" takes the whole attribute: it has no "pattern" and no "with"');
    }
    return { concerns };
  }
  if (action !== 'mask') throw new Error('"action" is "drop" or "mask"');
  if (pattern === null) return { concerns, mask: () => by };
  try {
    const { mask } = maskPattern(pattern);
    return { concerns, mask: (value) => mask(value.slice(0, TEXT_LENGTH_MAX), by) };
  } catch (error) {
    throw new Error(`"pattern" cannot be used: ${error instanceof Error ? error.message : error}`);
  }
}

/** `*` in pieces, each sought behind the one before: no more than once through the name. */
function concernsOf(attribute: string): (name: string) => boolean {
  const [first = '', ...others] = attribute.split('*');
  const last = others.pop();
  if (last === undefined) return (name) => name === attribute;
  return (name) => {
    if (name.length < first.length + last.length) return false;
    if (!name.startsWith(first) || !name.endsWith(last)) return false;
    let at = first.length;
    for (const piece of others) {
      const found = name.indexOf(piece, at);
      if (found < 0) return false;
      at = found + piece.length;
    }
    return at <= name.length - last.length;
  };
}

function redactionBy(rules: readonly Rule[]): Redaction {
  const byName = new Map<string, readonly Rule[]>();
  const rulesOf = (name: string): readonly Rule[] => {
    const known = byName.get(name);
    if (known !== undefined) return known;
    if (byName.size >= NAMES_MAX) byName.clear();
    const concerned = rules.filter((rule) => rule.concerns(name));
    byName.set(name, concerned);
    return concerned;
  };
  // One object for all spans of a resource stays one.
  const done = new WeakMap<Attributes, Attributes>();
  const redacted = (attributes: Attributes): Attributes => {
    const known = done.get(attributes);
    if (known !== undefined) return known;
    const kept = new Map<string, AttributeValue>();
    for (const [name, value] of attributes) {
      const result = redactedValue(value, rulesOf(name));
      if (result !== undefined) kept.set(name, result);
    }
    done.set(attributes, kept);
    return kept;
  };
  return (span) => ({
    ...span,
    attributes: redacted(span.attributes),
    resource: redacted(span.resource),
    events: span.events.map((event) => ({ ...event, attributes: redacted(event.attributes) })),
    links: span.links.map((link) => ({ ...link, attributes: redacted(link.attributes) })),
    status: {
      code: span.status.code,
      message: String(redactedValue(span.status.message, rulesOf(STATUS_MESSAGE)) ?? ''),
    },
  });
}

/** Undefined: the attribute goes. */
function redactedValue(value: AttributeValue, rules: readonly Rule[]): AttributeValue | undefined {
  let result = value;
  for (const { mask } of rules) {
    if (mask === undefined) return undefined;
    result = maskedValue(result, mask);
  }
  return result;
}

/** No text stays no text: a mask would turn "none" into a name. */
function maskedValue(value: AttributeValue, mask: (text: string) => string): AttributeValue {
  if (value === null || value === '') return value;
  if (typeof value === 'string') return mask(value);
  if (value instanceof Uint8Array) return null;
  if (isList(value)) return value.map((item) => maskedValue(item, mask));
  if (typeof value === 'object') {
    return new Map([...value].map(([name, item]) => [name, maskedValue(item, mask)]));
  }
  // A number may be what is to be masked, an account's for instance; else it stays a number.
  const text = String(value);
  const masked = mask(text);
  return masked === text ? value : masked;
}

function isList(value: AttributeValue): value is readonly AttributeValue[] {
  return Array.isArray(value);
}
