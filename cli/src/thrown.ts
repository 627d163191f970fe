/**
 * Facts of something that was thrown, read by shape: errors come from other realms too (Node's own
 * fetch, a test's sandbox), where `instanceof Error` says no.
 */
export function fieldOf(thrown: unknown, name: string): unknown {
  return typeof thrown === 'object' && thrown !== null ? Reflect.get(thrown, name) : undefined;
}

export function messageOf(thrown: unknown): string {
  const message = fieldOf(thrown, 'message');
  return typeof message === 'string' && message !== '' ? message : String(thrown);
}

/** `ECONNREFUSED`, `NOT_FOUND`, …; null when it carries none. */
export function codeOf(thrown: unknown): string | null {
  const code = fieldOf(thrown, 'code');
  return typeof code === 'string' ? code : null;
}
