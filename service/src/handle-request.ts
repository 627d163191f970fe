import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Answer, sendAnswer } from './answer.ts';
import { errorAnswer } from './error-answer.ts';
import type { Log } from './log.ts';
import { drain } from './read-body.ts';

export interface Handling {
  readonly answer: () => Promise<Answer>;
  readonly onAnswer: (status: number) => void;
  readonly isClosing: () => boolean;
  readonly stallTimeoutMs: number;
  readonly log: Log;
}

/** From a request to the end of its answer. Never rejects. */
export async function handleRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, onAnswer, isClosing, stallTimeoutMs, log }: Handling,
): Promise<void> {
  try {
    const given = await answer().catch((error: unknown) => errorAnswer(error, log));
    onAnswer(given.status);
    await drain(request);
    // A body that was not read to its end would be taken for the next request.
    const last = isClosing() || !request.complete;
    if (!response.destroyed) await sendAnswer(response, given, { last, stallTimeoutMs });
  } catch (error) {
    log('error', 'An answer could not be sent.', { error: String(error) });
    response.destroy();
  }
}
