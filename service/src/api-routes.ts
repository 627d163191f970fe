/**
 * `GET /api/<question>` and `POST /api/<command>`, made from the graph's own tables of parameters, so
 * that HTTP and the command line cannot drift apart.
 */
import type { IncomingMessage } from 'node:http';
import {
  type Command,
  type LineageStore,
  NotFoundError,
  type ParameterValues,
  parseParameters,
  type Question,
  UsageError,
} from '@spantrail/graph';
import type { Asker } from './access.ts';
import { type Answer, jsonAnswer, RETRY_LATER, type Route } from './answer.ts';
import type { ServiceClock } from './clock.ts';
import { errorAnswer, refusal } from './error-answer.ts';
import { CypherOffError } from './errors.ts';
import type { Intake } from './intake.ts';
import type { Log } from './log.ts';
import { type BodyOutcome, withBody } from './read-body.ts';

export interface ApiOptions {
  readonly store: LineageStore;
  readonly clock: ServiceClock;
  readonly log: Log;
  /** Whether Cypher of the asker's own is for all who may read, not for admins alone. */
  readonly allowCypher: boolean;
  readonly intake: Intake;
}

/** A command's body is a handful of names and texts. */
const COMMAND_BYTES_MAX = 1_048_576;

/** A question's body may list ten thousand pointers. */
const QUESTION_BYTES_MAX = 16 * COMMAND_BYTES_MAX;

/** The parameter of `flag` that lets it name a pointer of no known run. */
const UNSEEN = 'unseen';

type RawParameter = readonly [name: string, value: string];

export function questionRoute(question: Question, options: ApiOptions): Route {
  return (_request, query, asker) =>
    ask(() => ({ question, values: parseParameters(question, query) }), asker, options);
}

/** A question that is too long for a URL: the same parameters as fields of a JSON object. */
export function longQuestionRoute(question: Question, options: ApiOptions): Route {
  return withJsonBody(options, QUESTION_BYTES_MAX, (raw) => ({
    question,
    values: parseParameters(question, raw),
  }));
}

export function commandRoute(command: Command, options: ApiOptions): Route {
  return withJsonBody(options, COMMAND_BYTES_MAX, (raw) => ({
    question: command,
    values: parseParameters(command, raw),
  }));
}

/**
 * `POST /api/flags`: one door for setting and clearing, told apart by `value`. Programs send it, and
 * their flag may overtake the span that names the pointer; so an unknown pointer is no mistake here.
 */
export function flagsRoute(commands: readonly Command[], options: ApiOptions): Route {
  return withJsonBody(options, COMMAND_BYTES_MAX, (raw) => {
    const value = raw.find(([name]) => name === 'value')?.[1];
    if (value !== 'true' && value !== 'false') {
      throw new UsageError('"value" is true (set the flag) or false (clear it).', 'value');
    }
    const name = value === 'true' ? 'flag' : 'unflag';
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) throw new Error(`The graph has no command "${name}".`);
    const fields = raw.filter(([field]) => field !== 'value');
    const mayBeUnseen = command.parameters.some((parameter) => parameter.name === UNSEEN);
    if (mayBeUnseen && !fields.some(([field]) => field === UNSEEN)) fields.push([UNSEEN, 'true']);
    return { question: command, values: parseParameters(command, fields) };
  });
}

interface Asked {
  readonly question: Question;
  readonly values: ParameterValues;
}

function withJsonBody(
  options: ApiOptions,
  bytesMax: number,
  read: (raw: readonly RawParameter[]) => Asked,
): Route {
  return async (request, _query, asker) => {
    // A page of another origin can post a form or plain text without asking, but no JSON.
    if (!isJson(request)) return refusal(415, 'CONTENT_TYPE', 'Send application/json.');
    return withBody(request, { intake: options.intake, bytesMax }, (body) => {
      if (body.kind !== 'read') return bodyRefusal(body, `over ${bytesMax} bytes`);
      return ask(() => read(jsonParameters(body.bytes)), asker, options);
    });
  };
}

/** @param tooLarge what is said of a body over the limit: "The body is …". */
export function bodyRefusal(
  body: Exclude<BodyOutcome, { kind: 'read' }>,
  tooLarge: string,
): Answer {
  switch (body.kind) {
    case 'unknownEncoding':
      return refusal(415, 'CONTENT_TYPE', 'Send the body plain or with gzip.');
    case 'tooLarge':
      return refusal(413, 'TOO_LARGE', `The body is ${tooLarge}.`);
    case 'busy':
      return refusal(503, 'BUSY', 'Too much is being taken in already. Ask again.', RETRY_LATER);
    case 'unreadable':
      return refusal(400, 'USAGE', body.reason);
    case 'senderGone':
      return refusal(400, 'USAGE', 'The body is cut.');
  }
}

async function ask(
  prepare: () => Asked,
  asker: Asker,
  { store, clock, log, allowCypher }: ApiOptions,
): Promise<Answer> {
  try {
    const { question, values } = prepare();
    const ownCypher = question.name === 'query' && values.has('cypher');
    if (ownCypher && !allowCypher && !(asker.byToken && asker.may('admin'))) {
      throw new CypherOffError();
    }
    return jsonAnswer(200, await question.ask(store, values, clock.now()));
  } catch (error) {
    // The nearest names would show what is there to one who may only write.
    if (error instanceof NotFoundError && !asker.may('read')) {
      return refusal(404, error.code, `There is no ${error.kind} of that name.`);
    }
    return errorAnswer(error, log);
  }
}

/** Fields as raw text, a list as one for each of its texts; null counts as absent. */
function jsonParameters(bytes: Uint8Array): readonly RawParameter[] {
  let body: unknown;
  try {
    body = JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    throw new UsageError('The body is no JSON.');
  }
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new UsageError('The body is no JSON object.');
  }
  const raw: RawParameter[] = [];
  for (const [name, value] of Object.entries(body)) {
    if (value === null) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) {
      if (!['string', 'number', 'boolean'].includes(typeof one)) {
        throw new UsageError(
          `"${name}" is neither text, number nor boolean, nor a list of them.`,
          name,
        );
      }
      raw.push([name, String(one)]);
    }
  }
  return raw;
}

function isJson(request: IncomingMessage): boolean {
  return mediaType(request) === 'application/json';
}

export function mediaType({ headers }: IncomingMessage): string {
  return (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
