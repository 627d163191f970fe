import type { IncomingMessage } from 'node:http';
import { nearestNames } from '@spantrail/graph';
import type { Admission, Refusal, RouteScope } from './admission.ts';
import type { Answer, Route } from './answer.ts';
import { refusal } from './error-answer.ts';

export interface Endpoint {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  /** What a token must be good for. */
  readonly scope: RouteScope;
  readonly route: Route;
  /** How a refused request is told so. Default: JSON, as errors of the API are. */
  readonly refuse?: (request: IncomingMessage, refusal: Refusal) => Answer;
}

export type Admit = (request: IncomingMessage, scope: RouteScope | null) => Admission;

/** Routes by path, then by method. Paths are compared whole; nothing of them is decoded. */
export class Router {
  readonly #paths = new Map<string, Map<string, Endpoint>>();

  add(endpoint: Endpoint): void {
    const methods = this.#paths.get(endpoint.path) ?? new Map<string, Endpoint>();
    this.#paths.set(endpoint.path, methods.set(endpoint.method, endpoint));
  }

  endpoints(): readonly Endpoint[] {
    return [...this.#paths.values()].flatMap((methods) => [...methods.values()]);
  }

  /** The path of a route, or null when there is none at the request's. */
  pathOf(request: IncomingMessage): string | null {
    const { path } = targetOf(request);
    return this.#paths.has(path) ? path : null;
  }

  async answer(request: IncomingMessage, admit: Admit): Promise<Answer> {
    const { path, query } = targetOf(request);
    const methods = this.#paths.get(path);
    const endpoint = methods?.get(request.method ?? '');
    const admission = admit(request, endpoint?.scope ?? null);
    if (admission.kind === 'refused') {
      return (endpoint?.refuse ?? refuseAsJson)(request, admission.refusal);
    }
    if (methods === undefined) {
      const nearest = nearestNames(path, this.#paths.keys(), 1)[0];
      const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return refusal(404, 'NO_SUCH_PATH', `There is nothing at this path.${hint}`);
    }
    if (endpoint === undefined) {
      const allow = [...methods.keys()].join(', ');
      return refusal(405, 'METHOD', `This path takes ${allow}.`, { allow });
    }
    return endpoint.route(request, new URLSearchParams(query), admission.asker);
  }
}

function targetOf({ url = '' }: IncomingMessage): { path: string; query: string } {
  const mark = url.indexOf('?');
  return mark < 0
    ? { path: url, query: '' }
    : { path: url.slice(0, mark), query: url.slice(mark + 1) };
}

function refuseAsJson(_request: IncomingMessage, refused: Refusal): Answer {
  return refusal(refused.status, refused.code, refused.message, refused.headers);
}
