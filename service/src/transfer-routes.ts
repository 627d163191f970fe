/** `GET /api/export` and `POST /api/import`: a store as JSON Lines, out and in. */
import { exportLines, importLines, type Parameter, parseParameters } from '@spantrail/graph';
import { jsonAnswer, type Route } from './answer.ts';
import { type ApiOptions, bodyRefusal, mediaType } from './api-routes.ts';
import { errorAnswer, refusal } from './error-answer.ts';
import { withBody } from './read-body.ts';

const JSON_LINES = 'application/x-ndjson';

/** Streams, as fast as it is read; a failure in the middle cuts it before its last line. */
export function exportRoute({ store, clock, log }: ApiOptions): Route {
  return async (_request, query) => {
    try {
      parseParameters({ name: 'export', parameters: [] }, query);
      return {
        status: 200,
        contentType: JSON_LINES,
        body: exportLines(store, clock.now()),
      };
    } catch (error) {
      return errorAnswer(error, log);
    }
  };
}

const firstLine: Parameter = {
  name: 'first-line',
  type: 'integer',
  required: false,
  positional: false,
  describe: 'of a part: the number that its first fact has in the whole file',
  min: 2,
};

/** One body is one export, or a part of one with a header and an end of its own. */
export function importRoute({ store, log, intake }: ApiOptions, bytesMax: number): Route {
  return async (request, query) => {
    // No page of another origin can send this type unasked.
    if (mediaType(request) !== JSON_LINES) {
      return refusal(415, 'CONTENT_TYPE', `Send ${JSON_LINES}.`);
    }
    return withBody(request, { intake, bytesMax }, async (body) => {
      if (body.kind !== 'read') {
        const tooLarge = `over ${bytesMax} bytes; "spantrail import FILE --url URL" sends a file in parts`;
        return bodyRefusal(body, tooLarge);
      }
      try {
        const values = parseParameters({ name: 'import', parameters: [firstLine] }, query);
        const first = values.get(firstLine.name);
        const options = typeof first === 'number' ? { firstLine: first } : {};
        return jsonAnswer(200, await importLines(store, textOf(body.bytes), options));
      } catch (error) {
        return errorAnswer(error, log);
      }
    });
  };
}

function* textOf(bytes: Uint8Array): Generator<string> {
  const decoder = new TextDecoder('utf-8');
  const size = 1_048_576;
  for (let start = 0; start < bytes.length; start += size) {
    yield decoder.decode(bytes.subarray(start, start + size), { stream: true });
  }
  yield decoder.decode();
}
