/** `retain`: old runs of busy components become daily summaries. */
import type { RetainAnswer } from '../answers/answers.ts';
import { UsageError } from '../errors.ts';
import { formatTime } from '../facts/time.ts';
import type { Command } from '../question.ts';
import { dayStart, type RetainReport } from '../retention/retention-rules.ts';
import * as parameters from './parameters.ts';

const RUNS_A_DAY_MIN = 100;
/** The embedded engine lets go of removed nodes only when its file is closed: one call removes so many. */
const RUNS_A_CALL = 50_000;
/** Runs that one transaction folds: what bounds memory, and how long a writer may have to wait. */
const RUNS_AT_ONCE = 500;

/** Folds old runs into daily summaries. */
export const retain: Command = {
  name: 'retain',
  summary: 'fold old runs of busy components into daily summaries',
  writes: true,
  parameters: [
    { ...parameters.option('keep', 'how long runs stay whole, like 90d or 12h'), required: true },
    parameters.flag('dry-run', 'only count what would be folded'),
    {
      ...parameters.limit(RUNS_A_DAY_MIN),
      name: 'min-runs-a-day',
      describe: `days on which a component ran less often stay whole; default ${RUNS_A_DAY_MIN}`,
    },
    {
      ...parameters.limit(RUNS_A_CALL),
      describe: `stop after about this many folded runs, and go on when asked again; default ${RUNS_A_CALL}`,
      max: 1_000_000_000,
    },
  ],
  ask: async (store, values, now): Promise<RetainAnswer> => {
    const dryRun = parameters.isSet(values, 'dry-run');
    const report = await store.retain({
      horizon: dayStart(now - keepOf(parameters.textOf(values, 'keep'))),
      runsADayMin: parameters.numberOf(values, 'min-runs-a-day', RUNS_A_DAY_MIN),
      runsMax: parameters.numberOf(values, 'limit', RUNS_A_CALL),
      runsAtOnce: RUNS_AT_ONCE,
      dryRun,
    });
    return answerOf(report, dryRun);
  },
};

function answerOf({ horizon, folded, summaries, kept, more }: RetainReport, dryRun: boolean) {
  const notes = more ? ['There is more to fold: ask again, or raise --limit.'] : [];
  return { horizon: formatTime(horizon), dryRun, folded, summaries, kept, truncated: more, notes };
}

const MICROSECONDS = new Map([
  ['d', 86_400_000_000n],
  ['h', 3_600_000_000n],
]);

/** @throws UsageError for what is no length of time. */
function keepOf(text: string): bigint {
  const [, count = '', unit = ''] = /^(\d{1,6})([dh])$/.exec(text) ?? [];
  const size = MICROSECONDS.get(unit);
  if (size === undefined) {
    throw new UsageError(`"keep" is a length of time like 90d or 12h, not "${text}".`, 'keep');
  }
  return BigInt(count) * size;
}
