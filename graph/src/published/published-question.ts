/**
 * A question as one read-only text on Neo4j, which Neo4j Browser or a Grafana panel runs as it is. The
 * other stores give the same rows through the question's function.
 */
import type { Query } from '../engines/cypher-engine.ts';
import { parseTime } from '../facts/time.ts';
import type { Parameter, Question } from '../question.ts';

export interface PublishedQuestion {
  readonly name: string;
  /** One line. */
  readonly summary: string;
  /** As the question spells them; in the text they are in camelCase, and null when they are left out. */
  readonly parameters: readonly Parameter[];
  readonly columns: readonly Column[];
  readonly text: Query;
  /** Whose answer holds the rows. */
  readonly question: Question;
  /** The rows of the text, out of the question's answer. */
  readonly rows: (answer: object) => readonly PublishedRow[];
}

export interface Column {
  readonly name: string;
  /** One type in all rows. A time is a datetime in the text and ISO 8601 with µs in rows. */
  readonly type: 'string' | 'integer' | 'float' | 'boolean' | 'time';
  /** Left out: never null. A panel cannot tell the type of a column that holds nothing but nulls. */
  readonly nullable?: true;
}

export type PublishedValue = string | number | boolean | null;

/** By column, in the order of the columns. */
export type PublishedRow = Readonly<Record<string, PublishedValue>>;

export interface Publication<Answer> extends Omit<PublishedQuestion, 'rows' | 'parameters'> {
  /** Names of the question's parameters that the text takes. */
  readonly takes: readonly string[];
  readonly rows: (answer: Answer) => readonly PublishedRow[];
}

export function publish<Answer>(publication: Publication<Answer>): PublishedQuestion {
  const { takes, rows, ...rest } = publication;
  const parameters = takes.map((name) => {
    const parameter = publication.question.parameters.find((known) => known.name === name);
    if (parameter === undefined) {
      throw new Error(`"${publication.question.name}" has no parameter "${name}".`);
    }
    return parameter;
  });
  return { ...rest, parameters, rows: (answer) => rows(answer as Answer) };
}

/** `as-of` is `$asOf` in a text. */
export function inText(parameter: string): string {
  return parameter.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

export const text = (name: string): Column => ({ name, type: 'string' });
export const integer = (name: string): Column => ({ name, type: 'integer' });
export const float = (name: string): Column => ({ name, type: 'float' });
export const time = (name: string): Column => ({ name, type: 'time' });
export const orNothing = (column: Column): Column => ({ ...column, nullable: true });

/** From start to end, for a running run to the asked time. */
export function secondsOf(
  { start, end }: { readonly start: string; readonly end: string | null },
  asOf: string,
): number {
  return Number(parseTime(end ?? asOf, 'end') - parseTime(start, 'start')) / 1_000_000;
}

/** The kinds of a run's own reasons, in the order of the answer; empty for a fresh run. */
export function ownKinds(
  reasons: readonly { readonly kind: string; readonly transitive?: true }[],
): string {
  const own = reasons.filter(({ transitive }) => transitive !== true).map(({ kind }) => kind);
  return [...new Set(own)].join(', ');
}
