/** Every question that can be asked of a random history, with the names that occur in it. */
import type { ParameterValue } from '../src/question.ts';
import { questions } from '../src/questions/index.ts';
import type { Arrival } from './random-facts.ts';

export interface Call {
  readonly question: string;
  readonly values: Readonly<Record<string, ParameterValue>>;
}

/** What may stand for an argument; a new question with another argument is added here. */
interface Names {
  readonly pointer: readonly string[];
  readonly run: readonly string[];
  readonly component: readonly string[];
  readonly label: readonly string[];
}

const FILTERS: readonly Call['values'][] = [
  {},
  { environment: 'production' },
  { namespace: 'ns', environment: 'staging' },
];

/** @param asOf goes into each call. */
export function everyCall(arrivals: readonly Arrival[], asOf: bigint): readonly Call[] {
  const names = namesIn(arrivals);
  return questions.flatMap(({ name, parameters }) => {
    const known = new Set(parameters.map((parameter) => parameter.name));
    return argumentsOf(name, names).flatMap((given) =>
      FILTERS.filter((filter) => Object.keys(filter).every((key) => known.has(key))).map(
        (filter) => ({
          question: name,
          values: { ...given, ...filter, ...(known.has('as-of') ? { 'as-of': asOf } : {}) },
        }),
      ),
    );
  });
}

function argumentsOf(
  question: string,
  { pointer, run, component, label }: Names,
): Call['values'][] {
  switch (question) {
    case 'trace':
      return pointer.flatMap((name) => [
        { pointer: name, namespace: 'ns' },
        { pointer: name, namespace: 'ns', focus: 'train' },
        { pointer: name, namespace: 'ns', depth: 1 },
      ]);
    case 'impact':
      return [...pointer, ...run].flatMap((subject) => [{ subject }, { subject, focus: 'score' }]);
    case 'stale':
      return [{}, ...[...pointer, ...run, ...component].map((subject) => ({ subject }))];
    case 'inspect':
      return run.map((id) => ({ run: id }));
    case 'map':
      return [{}, { runs: 2 }, ...component.map((focus) => ({ focus }))];
    case 'sla':
      return component.flatMap((name) => [
        { component: name, metric: 'accuracy', 'at-least': 0.75, 'min-runs': 1 },
        { component: name, metric: 'accuracy', 'at-most': 1, 'window-days': 5e-11 },
      ]);
    case 'compare':
      return run.map((one, index) => ({ run: one, other: run[index + 1] ?? one }));
    case 'history':
      return component.map((name) => ({ component: name }));
    case 'labels':
    case 'retracted':
      return [{}, ...label.map((name) => ({ label: name }))];
    case 'slice':
      return [
        { slice: ['country=de'] },
        { slice: ['country=de', 'country=fr'], depth: 2 },
        { where: ['accuracy >= 1'] },
        { where: ['trigger:nulls = fail', 'accuracy < 1'], focus: 'train' },
        { slice: ['country=fr'], where: ['trigger:nulls != fail'] },
        ...pointer.map((name) => ({ pointers: [name], namespace: 'ns' })),
      ];
    case 'recent':
    case 'components':
    case 'tags':
    case 'review':
    case 'forgotten':
      return [{}];
    // Their answers do not depend on time alone; published.test.ts holds them.
    case 'queries':
    case 'query':
      return [];
    default:
      throw new Error(`No call for the question ${question}: add it to every-call.ts.`);
  }
}

function namesIn(arrivals: readonly Arrival[]): Names {
  const spans = arrivals.flatMap((item) => (item.kind === 'span' ? [item.fact] : []));
  const io = spans.flatMap(({ inputs, outputs }) => [...inputs, ...outputs]);
  const distinct = (names: readonly string[]): string[] => [...new Set(names)].sort();
  return {
    pointer: distinct(io.map(({ pointer }) => pointer.name)),
    run: distinct(spans.map(({ run }) => run)),
    label: distinct(spans.flatMap(({ labels }) => labels)),
    component: distinct(spans.flatMap(({ identity }) => identity?.component.name ?? [])),
  };
}
