import type { IncomingMessage } from 'node:http';
import { nearestNames } from '@spantrail/graph';
import type { Answer, Route } from './answer.ts';
import { refusal } from './error-answer.ts';

/** Routes by path, then by method. Paths are compared whole; nothing of them is decoded. */
export class Router {
  readonly #paths = new Map<string, Map<string, Route>>();

  add(method: 'GET' | 'POST', path: string, route: Route): void {
    const methods = this.#paths.get(path) ?? new Map<string, Route>();
    this.#paths.set(path, methods.set(method, route));
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    const target = request.url ?? '';
    const mark = target.indexOf('?');
    const path = mark < 0 ? target : target.slice(0, mark);
    const methods = this.#paths.get(path);
    if (methods === undefined) {
      const nearest = nearestNames(path, this.#paths.keys(), 1)[0];
      const hint = nearest === undefined ? '' : ` Did you mean ${nearest}?`;
      return refusal(404, 'NO_SUCH_PATH', `There is nothing at this path.${hint}`);
    }
    const route = methods.get(request.method ?? '');
    if (route === undefined) {
      const allow = [...methods.keys()].join(', ');
      return refusal(405, 'METHOD', `This path takes ${allow}.`, { allow });
    }
    return route(request, new URLSearchParams(mark < 0 ? '' : target.slice(mark + 1)));
  }
}
