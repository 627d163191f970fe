/** What was written down, retained, asked in Cypher, and the store itself. */
import type { PlainValue } from '../free-cypher/cypher-reader.ts';
import type { Bounded } from './views.ts';

export interface FlagAnswer {
  readonly pointer: string;
  readonly flagged: boolean;
  readonly reason: string | null;
  readonly at: string;
  /** False when no run has read or written the pointer yet. */
  readonly known: boolean;
}

export interface UnflagAllAnswer {
  readonly unflagged: readonly string[];
}

export interface RetainAnswer extends Bounded {
  /** Runs that were over before it are summaries, unless there was a reason to keep them. */
  readonly horizon: string;
  /** True: nothing was done, these are the counts that would come. */
  readonly dryRun: boolean;
  /** Runs folded now. */
  readonly folded: number;
  /** Summaries that they went to. */
  readonly summaries: number;
  /** Older runs that stay whole, by the first reason that holds. */
  readonly kept: {
    /** Their component ran less often that day. */
    readonly fewADay: number;
    /** Not over before the horizon. */
    readonly unfinished: number;
    /** Flagged, labelled or annotated, they or what they wrote. */
    readonly marked: number;
    /** A newer run depends on them. */
    readonly needed: number;
    /** The last of their component, or the last to write something that is still in use. */
    readonly latest: number;
    /** They enclose a run that stays, or wrote the same as their kin. */
    readonly nested: number;
  };
}

export interface NoteAnswer {
  readonly run: string;
  readonly note: string;
  readonly at: string;
}

/** What is known of a published question without asking it. */
export interface PublishedView {
  readonly name: string;
  readonly summary: string;
  /** Each is `$name` in the text, null when it is left out. */
  readonly parameters: readonly {
    readonly name: string;
    readonly type: 'string' | 'list' | 'integer' | 'number' | 'time' | 'boolean';
    readonly required: boolean;
    readonly describe: string;
  }[];
  readonly columns: readonly {
    readonly name: string;
    readonly type: 'string' | 'integer' | 'float' | 'boolean' | 'time';
    readonly nullable: boolean;
  }[];
}

export interface QueriesAnswer {
  readonly queries: readonly PublishedView[];
  /** The Cypher of the one that was asked for by name, else null. */
  readonly text: string | null;
}

export interface QueryAnswer extends Bounded {
  /** The published question; null for Cypher of the asker's own. */
  readonly name: string | null;
  readonly columns: readonly string[];
  /** Values by column. */
  readonly rows: readonly (readonly PlainValue[])[];
}

/** `schema`. */
export interface SchemaAnswer {
  /** Null: the store was never opened for writing. */
  readonly version: number | null;
  /** The newest that this version of Spantrail knows. */
  readonly newest: number;
  readonly state: 'ready' | 'missing' | 'populating' | 'failed' | 'rederiving' | 'newer';
  /** How far a producer's clock may be ahead of a reader's; part of what the dependencies mean. */
  readonly clockSkewMs: number | null;
  /** The allowance that dependencies are being derived anew for, unless that is finished. */
  readonly rederivingMs: number | null;
  readonly elements: readonly SchemaElementView[];
  /** Names of what this call created. */
  readonly applied: readonly string[];
  /** Runs whose dependencies this call decided anew; null: it was not asked to. */
  readonly rederivedRuns: number | null;
}

export interface SchemaElementView {
  readonly name: string;
  readonly kind: 'constraint' | 'index';
  /** The schema file that it comes from. */
  readonly file: string;
  readonly state: 'online' | 'populating' | 'failed' | 'missing';
  /** Percent. */
  readonly progress: number;
}

/** `clear`: what went. */
export interface ClearAnswer {
  readonly nodes: number;
  readonly edges: number;
}
