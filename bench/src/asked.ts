/** The questions that are measured, each asked of what lies near the end of a made history. */
import { type LineageStore, parseParameters, questions } from '@spantrail/graph';
import type { MadeHistory } from '@spantrail/made-history';

export interface Asked {
  readonly name: string;
  /** `round` chooses the subject, so that no answer is asked for twice in a row. */
  readonly ask: (store: LineageStore, round: number) => Promise<object>;
}

const SUBJECTS = 500;

/** trace, stale, history(50) and review of the history, as of its end. */
export function askedOf(history: MadeHistory): readonly Asked[] {
  const predictions = history.latestPredictions(SUBJECTS);
  const prediction = (round: number): string => predictions[round % predictions.length] ?? '';
  const component = (round: number): string =>
    history.components[round % history.components.length] ?? '';
  return [
    asked('trace', history, (round) => ({ pointer: prediction(round) })),
    asked('stale', history, (round) => ({ subject: prediction(round) })),
    asked('history', history, (round) => ({ component: component(round), limit: '50' })),
    asked('review', history, () => ({})),
  ];
}

function asked(
  name: string,
  { now }: MadeHistory,
  valuesOf: (round: number) => Readonly<Record<string, string>>,
): Asked {
  const question = questions.find((candidate) => candidate.name === name);
  if (question === undefined) throw new Error(`There is no question ${name}.`);
  return {
    name,
    ask: (store, round) =>
      question.ask(store, parseParameters(question, Object.entries(valuesOf(round))), now),
  };
}
