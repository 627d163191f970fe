/** Parameters that questions share, and typed reading of their values. */
import { UsageError } from '../errors.ts';
import type { Parameter, ParameterValues } from '../question.ts';

const optional = { required: false, positional: false } as const;

export const asOf: Parameter = {
  ...optional,
  name: 'as-of',
  type: 'time',
  describe: 'answer as of this time; default now',
};

export const namespace: Parameter = {
  ...optional,
  name: 'namespace',
  type: 'string',
  describe: 'where a name stands in several namespaces, the one that is meant',
};

export const environment: Parameter = {
  ...optional,
  name: 'environment',
  type: 'string',
  describe: 'only runs of this environment, as their spans name it (deployment.environment.name)',
};

export const focus: Parameter = {
  ...optional,
  name: 'focus',
  type: 'string',
  describe: 'only the runs of this component, and those on the way to them',
};

export const maxAgeDays: Parameter = {
  ...optional,
  name: 'max-age-days',
  type: 'number',
  describe: 'an input made longer ago than this is old; default 30',
  min: 0,
  max: 36_500,
};

export const fresherBy: Parameter = {
  ...optional,
  name: 'fresher-by',
  type: 'string',
  describe:
    'what makes a later run fresher: the same component (default), or also the same pointer, for jobs that write one part each',
  values: ['component', 'pointer'],
};

export function limit(standard: number): Parameter {
  return {
    ...optional,
    name: 'limit',
    type: 'integer',
    describe: `at most this many runs; default ${standard}`,
    min: 1,
    max: 100_000,
  };
}

export const depth: Parameter = {
  ...optional,
  name: 'depth',
  type: 'integer',
  describe: 'at most this many steps away; default no limit',
  min: 1,
  max: 100_000,
};

export function positional(name: string, describe: string, required = true): Parameter {
  return { name, type: 'string', required, positional: true, describe };
}

export function option(name: string, describe: string): Parameter {
  return { ...optional, name, type: 'string', describe };
}

export function flag(name: string, describe: string): Parameter {
  return { ...optional, name, type: 'boolean', describe };
}

/** @throws UsageError when a required text is missing: a door did not parse the parameters. */
export function textOf(values: ParameterValues, name: string): string {
  const value = values.get(name);
  if (typeof value === 'string') return value;
  throw new UsageError(`"${name}" is missing.`, name);
}

export function optionalText(values: ParameterValues, name: string): string | undefined {
  const value = values.get(name);
  return typeof value === 'string' ? value : undefined;
}

/** The texts of a list in their order; empty when it is not given. */
export function listOf(values: ParameterValues, name: string): readonly string[] {
  const value = values.get(name);
  return typeof value === 'object' ? value : [];
}

export function numberOf(values: ParameterValues, name: string, standard: number): number {
  const value = values.get(name);
  return typeof value === 'number' ? value : standard;
}

export function timeOf(values: ParameterValues, name: string, standard: bigint): bigint {
  const value = values.get(name);
  return typeof value === 'bigint' ? value : standard;
}

export function isSet(values: ParameterValues, name: string): boolean {
  return values.get(name) === true;
}

/** Where a run is, as far as it was said. */
export interface Place {
  readonly namespace?: string;
  readonly environment?: string;
}

export function placeOf(values: ParameterValues): Place {
  const namespace = optionalText(values, 'namespace');
  const environment = optionalText(values, 'environment');
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(environment === undefined ? {} : { environment }),
  };
}

const MICROSECONDS_A_DAY = 86_400_000_000;

/** What counts as stale: `max-age-days` in µs, and `fresher-by`. */
export function stalenessRules(values: ParameterValues): {
  readonly maxAge: bigint;
  readonly fresherBy: 'component' | 'pointer';
} {
  const days = numberOf(values, 'max-age-days', 30);
  return {
    maxAge: BigInt(Math.round(days * MICROSECONDS_A_DAY)),
    fresherBy: values.get('fresher-by') === 'pointer' ? 'pointer' : 'component',
  };
}
