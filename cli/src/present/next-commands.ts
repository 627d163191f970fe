import type { Answers } from './present.ts';

/** The words of a command after `spantrail`. */
export type Words = readonly string[];

type NextCommands = {
  readonly [Name in keyof Answers]: (answer: Answers[Name]) => readonly Words[];
};

/** What a reader of this answer asks next; at most two, most useful first. */
const nextCommands: NextCommands = {
  trace: ({ pointer, producer, flagged }) =>
    producer.run === null
      ? []
      : [
          words('inspect', producer.run),
          ...(flagged ? [['review']] : [words('flag', pointer, '--reason', 'looks wrong')]),
        ],
  impact: ({ runs }) => first(runs, ({ id }) => [words('inspect', id)]),
  inspect: ({ run }) => [
    ...first(run.outputs, (output) => [words('trace', output)]),
    words('impact', run.id),
  ],
  compare: ({ b, upstream }) => {
    const nearest = upstream[0]?.b ?? upstream[0]?.a ?? b.id;
    return [words('inspect', nearest)];
  },
  history: ({ runs }) => first(runs, ({ id }) => [words('inspect', id)]),
  recent: ({ runs }) => first(runs, ({ id }) => [words('inspect', id)]),
  components: ({ components }) =>
    first(components, ({ name, namespace }) => {
      const alone = components.filter((other) => other.name === name).length === 1;
      return [words('history', name, ...(alone ? [] : [`--namespace=${namespace}`]))];
    }),
  tags: ({ tags }) => first(tags, ({ name }) => [['components', `--tag=${name}`]]),
  labels: (answer) => {
    if (!('labels' in answer)) {
      return answer.retracted
        ? [words('retracted', answer.label)]
        : [words('retract', answer.label)];
    }
    const retracted = answer.labels.some((label) => label.retracted) ? [['retracted']] : [];
    return [...first(answer.labels, ({ name }) => [words('labels', name)]), ...retracted];
  },
  retracted: ({ runs }) => first(runs, ({ id }) => [words('inspect', id), words('impact', id)]),
  map: ({ nodes }) =>
    first(nodes, ({ component, namespace }) => {
      const alone = nodes.filter((other) => other.component === component).length === 1;
      return [words('history', component, ...(alone ? [] : [`--namespace=${namespace}`]))];
    }),
  sla: ({ component, runs }) => [
    ...first(runs, ({ id }) => [words('inspect', id)]),
    words('history', component),
  ],
  stale: ({ runs }) => first(runs, ({ id }) => [words('inspect', id)]),
  review: ({ runs }) => first(runs, ({ id }) => [words('inspect', id), words('impact', id)]),
  queries: ({ queries, text }) =>
    text === null ? first(queries, ({ name }) => [words('queries', name)]) : [],
  query: () => [],
  slice: ({ runs }) => first(runs, ({ id }) => [words('inspect', id), words('impact', id)]),
  flag: () => [['review']],
  unflag: () => [],
  forget: ({ done }) => (done ? [['forgotten']] : []),
  forgotten: () => [],
  note: ({ run }) => [words('inspect', run)],
  label: ({ label }) => [words('labels', label)],
  retract: ({ label, retracted }) => [words(retracted ? 'retracted' : 'labels', label)],
  retain: () => [],
  schema: ({ state }) =>
    state === 'missing'
      ? [['schema', '--apply']]
      : state === 'rederiving'
        ? [['schema', '--rederive']]
        : [],
  clear: () => [],
};

/** The commands to suggest after an answer. */
export function nextFor(question: string, answer: object): readonly Words[] {
  if (!Object.hasOwn(nextCommands, question)) return [];
  const next = nextCommands[question as keyof Answers] as (answer: object) => readonly Words[];
  return next(answer);
}

/** A name that begins with `-` is kept from being read as an option. */
function words(command: string, name: string, ...options: readonly string[]): Words {
  return name.startsWith('-') ? [command, ...options, '--', name] : [command, name, ...options];
}

function first<T>(rows: readonly T[], suggest: (row: T) => readonly Words[]): readonly Words[] {
  const row = rows[0];
  return row === undefined ? [] : suggest(row);
}
