/** What is asked, the same for every place that answers. */
export interface Asked {
  readonly name: string;
  /** A question reads, a write changes the store. */
  readonly kind: 'question' | 'write';
  /** Arguments and options as typed; checked before they come here. */
  readonly values: readonly (readonly [name: string, text: string])[];
}

/**
 * Asks one place once.
 *
 * Rejects with the graph's errors, ServiceAnswerError or ServiceUnavailableError.
 */
export type Asker = (asked: Asked) => Promise<object>;
