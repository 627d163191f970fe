import type { Bounded, RunView } from './answers.ts';

/** One metric of one component against its objective, over the runs of a window. */
export interface SlaAnswer extends Bounded {
  readonly asOf: string;
  readonly component: string;
  readonly namespace: string;
  readonly metric: string;
  readonly unit: string | null;
  readonly objective: { readonly kind: 'atLeast' | 'atMost'; readonly bound: number };
  readonly state: SlaState;
  /** Why the state is what it is, in a plain sentence. */
  readonly reason: string;
  /** Mean over the window's runs that measured it; null without any. */
  readonly value: number | null;
  /** Runs of the window that measured it. */
  readonly n: number;
  /** Runs of the window, whether they measured it or not. */
  readonly windowRuns: number;
  /** Both ends belong to it; a run belongs to it by its start. */
  readonly window: { readonly from: string; readonly to: string; readonly days: number };
  readonly minRuns: number;
  readonly least: number | null;
  readonly greatest: number | null;
  /** How many of the n are outside the bound. */
  readonly outside: number;
  /** `outside` / `n`. */
  readonly outsideShare: number | null;
  readonly trend: SlaTrend;
  /** Those outside the bound, the latest first, at most `limit`. */
  readonly runs: readonly (RunView & { readonly value: number })[];
}

export type SlaState = 'ok' | 'atRisk' | 'breached' | 'unknown';

/** The mean of the later half of the n against that of the earlier half, by when they measured. */
export interface SlaTrend {
  readonly earlier: number | null;
  readonly later: number | null;
  /** By the objective; `steady`: within 1 % of the greater of the two; `unknown`: fewer than two. */
  readonly direction: 'improving' | 'worsening' | 'steady' | 'unknown';
}
