/** What was forgotten, and its proof. */

/** What `forget` would take away, or has taken away. */
export interface ForgetAnswer {
  /** False: it was only shown. */
  readonly done: boolean;
  readonly fate: 'tombstone' | 'erase';
  readonly scope: 'only' | 'alone' | 'downstream';
  /** How many go, the subject among them. */
  readonly pointers: number;
  readonly runs: number;
  /** At most 50, the subject first; none when done, so that nothing is named again. */
  readonly forgets: readonly { readonly kind: 'pointer' | 'run'; readonly name: string }[];
  /** How many were made of it and stay. */
  readonly kept: number;
  /** At most 50: models that were trained on it, and what was made of other things too. */
  readonly keeps: readonly { readonly name: string; readonly why: 'model' | 'shared' }[];
  readonly truncated: boolean;
  readonly receipt: ReceiptView | null;
}

/** Proves that something was forgotten, without saying what. */
export interface ReceiptView {
  readonly id: string;
  readonly at: string;
  readonly by: string | null;
  readonly reason: string | null;
  readonly subject: 'pointer' | 'run' | 'label';
  readonly fate: 'tombstone' | 'erase';
  readonly scope: 'only' | 'alone' | 'downstream';
  readonly pointers: number;
  readonly runs: number;
  readonly removed: {
    readonly metrics: number;
    readonly triggers: number;
    readonly annotations: number;
  };
  /** Salted hashes, at most 100, the subject's first. */
  readonly hashes: readonly string[];
  /** SHA-256 over all of them in their order, one a line. */
  readonly allHashes: string;
  /** False: it was broken off; any further `forget` finishes it. */
  readonly done: boolean;
  /** SHA-256 of this object without this field: JSON, names sorted, nulls left out. */
  readonly digest: string;
}

export interface ForgottenAnswer {
  readonly name: string | null;
  /** Null when no name was asked for. */
  readonly forgotten: boolean | null;
  readonly hashes: readonly string[];
  /** The latest first. */
  readonly receipts: readonly ReceiptView[];
}
