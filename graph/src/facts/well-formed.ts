/** Lone surrogates become U+FFFD: neither store keeps them, and a name must be found as it was written. */
export function wellFormed(text: string): string {
  // Node 20 has it; the language library of this target (ES2023) does not name it yet.
  return (text as string & { toWellFormed(): string }).toWellFormed();
}
