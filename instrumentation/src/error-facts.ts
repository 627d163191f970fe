import { shortened } from './limits.ts';

/** What is told of something thrown. */
export interface ErrorFacts {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
}

const OTHER = '_OTHER';

/**
 * Reads a thrown value, which can be anything: a string, null, a frozen object, or an object whose
 * getters throw. The type is the error's name, `_OTHER` (OpenTelemetry's word) for what is no error.
 */
export function errorFacts(thrown: unknown): ErrorFacts {
  try {
    if (typeof thrown === 'object' && thrown !== null) {
      const { name, message, stack, constructor: maker } = thrown as Record<string, unknown>;
      return {
        type: typeOf(name, maker),
        message: typeof message === 'string' ? shortened(message) : '',
        stack: typeof stack === 'string' ? shortened(stack) : undefined,
      };
    }
    return { type: OTHER, message: shortened(String(thrown)), stack: undefined };
  } catch {
    return { type: OTHER, message: '', stack: undefined };
  }
}

/** Many subclasses forget to set their name; then the class tells more than `Error`. */
function typeOf(name: unknown, maker: unknown): string {
  if (typeof name !== 'string' || name === '') return OTHER;
  if (name !== 'Error' || typeof maker !== 'function') return shortened(name);
  return shortened(maker.name || name);
}
