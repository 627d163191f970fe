import { nearestNames } from '@spantrail/graph';
import { UnknownNameError } from '../errors.ts';
import { didYouMean } from '../line/wrong-words.ts';
import type { AnswerFields } from './answer-fields.ts';

/** What `--json=a,b` asks for, by place. */
export interface PickedFields {
  readonly top: ReadonlySet<string>;
  /** Fields of each row of the main list. */
  readonly rows: ReadonlySet<string>;
}

/**
 * Sorts names into the answer's own fields and those of its main list. A name that both have means
 * the answer's; `runs.component` means the row's.
 *
 * @throws UnknownNameError with the nearest names for a field that neither has.
 */
export function chooseFields(asked: readonly string[], known: AnswerFields): PickedFields {
  const top = new Set<string>();
  const rows = new Set<string>();
  const prefix = known.main === null ? null : `${known.main.name}.`;
  for (const name of asked) {
    const inRow = prefix !== null && name.startsWith(prefix) ? name.slice(prefix.length) : name;
    if (inRow === name && known.fields.includes(name)) top.add(name);
    else if (known.main?.fields.includes(inRow) === true) rows.add(inRow);
    else throw unknownField(name, known);
  }
  return { top, rows };
}

/** The picked fields of an answer, in the answer's own order. One that it does not have is left out. */
export function pickFields(answer: object, picked: PickedFields, known: AnswerFields): object {
  return Object.fromEntries(
    Object.entries(answer).flatMap(([name, value]: [string, unknown]) => {
      if (picked.top.has(name)) return [[name, value]];
      if (name !== known.main?.name || picked.rows.size === 0) return [];
      const rows = Array.isArray(value)
        ? value.map((row: unknown) => pickRow(row, picked.rows))
        : pickRow(value, picked.rows);
      return [[name, rows]];
    }),
  );
}

function pickRow(row: unknown, fields: ReadonlySet<string>): unknown {
  if (typeof row !== 'object' || row === null) return row;
  return Object.fromEntries(Object.entries(row).filter(([name]) => fields.has(name)));
}

function unknownField(name: string, known: AnswerFields): UnknownNameError {
  const all = [...known.fields, ...(known.main?.fields ?? [])];
  const nearest = nearestNames(name, all, 3);
  return new UnknownNameError(
    `The answer has no field "${name}".${didYouMean(nearest)} --json='?' lists all fields.`,
    nearest,
  );
}
