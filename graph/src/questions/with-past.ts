/** Retention leaves summaries of the past; an answer that is made from them says so. */

import { formatTime } from '../facts/time.ts';
import type { Question } from '../question.ts';

/** The question, with a note where summaries took part. */
export function withPast(question: Question): Question {
  return {
    ...question,
    ask: async (store, values, now) => {
      const answer: object = await question.ask(store, values, now);
      const asOf = values.get('as-of');
      if (!hasNotes(answer) || (typeof asOf !== 'bigint' && !hasSummaries(answer))) return answer;
      const horizon = await store.horizon();
      if (horizon === null) return answer;
      const before = formatTime(horizon);
      if (typeof asOf === 'bigint' && asOf < horizon) {
        const note = `Busy components keep daily summaries of what was over before ${before}; as of ${formatTime(asOf)} the answer is made from what is left.`;
        return { ...answer, notes: [...answer.notes, note] };
      }
      if (!hasSummaries(answer)) return answer;
      const note = `Runs of busy components that were over before ${before} are shown as summaries of a day.`;
      return { ...answer, notes: [...answer.notes, note] };
    },
  };
}

function hasNotes(answer: object): answer is { readonly notes: readonly string[] } {
  return 'notes' in answer && Array.isArray(answer.notes);
}

function hasSummaries(answer: object): boolean {
  const { runs = [], days = [] } = answer as {
    readonly runs?: readonly { readonly summary?: unknown }[];
    readonly days?: readonly unknown[];
  };
  return days.length > 0 || runs.some(({ summary }) => summary !== undefined);
}
