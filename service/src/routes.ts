/** Every route of the service, each with the scope that its tokens need. */
import {
  type Command,
  commands as graphCommands,
  questions as graphQuestions,
  type LineageStore,
  type Question,
} from '@spantrail/graph';
import type { Scope } from './access.ts';
import { commandRoute, flagsRoute, longQuestionRoute, questionRoute } from './api-routes.ts';
import type { ServiceClock } from './clock.ts';
import { healthRoute, readyRoute } from './health-routes.ts';
import type { Log } from './log.ts';
import { metricsRoute } from './metrics-route.ts';
import { Router } from './router.ts';
import type { Telemetry } from './telemetry.ts';
import {
  otherSignalRoute,
  refuseTraces,
  type TracesRouteOptions,
  tracesRoute,
} from './traces-route.ts';
import { exportRoute, importRoute } from './transfer-routes.ts';

export interface RoutesOptions {
  readonly store: LineageStore;
  readonly questions?: readonly Question[];
  readonly commands?: readonly Command[];
  readonly allowCypher?: boolean;
  readonly traces: TracesRouteOptions;
  readonly telemetry: Telemetry;
  readonly clock: ServiceClock;
  readonly log: Log;
  readonly isClosing: () => boolean;
}

/**
 * What a service that sends spans may also do: a span can carry a flag, its clearing, a note and a label.
 * Every other command changes what is there, or what others may use, and is for admins.
 */
const OF_SENDERS: ReadonlySet<string> = new Set(['flag', 'unflag', 'note', 'label']);

export function routerOf({
  store,
  questions = graphQuestions,
  commands = graphCommands,
  allowCypher = false,
  traces,
  telemetry,
  clock,
  log,
  isClosing,
}: RoutesOptions): Router {
  const router = new Router();
  router.add({
    method: 'POST',
    path: '/v1/traces',
    scope: 'ingest',
    route: tracesRoute(traces),
    refuse: refuseTraces,
  });
  for (const path of ['/v1/metrics', '/v1/logs']) {
    router.add({
      method: 'POST',
      path,
      scope: 'ingest',
      route: otherSignalRoute,
      refuse: refuseTraces,
    });
  }
  const { intake } = traces;
  const api = { store, clock, log, allowCypher, intake };
  for (const question of questions) {
    const path = `/api/${question.name}`;
    router.add({ method: 'GET', path, scope: 'read', route: questionRoute(question, api) });
    // Names and Cypher may be longer than an address.
    router.add({ method: 'POST', path, scope: 'read', route: longQuestionRoute(question, api) });
  }
  for (const command of commands) {
    const path = `/api/${command.name}`;
    const scope = scopeOfCommand(command.name);
    router.add({ method: 'POST', path, scope, route: commandRoute(command, api) });
  }
  router.add({
    method: 'POST',
    path: '/api/flags',
    scope: 'ingest',
    route: flagsRoute(commands, api),
  });
  router.add({ method: 'GET', path: '/api/export', scope: 'read', route: exportRoute(api) });
  router.add({
    method: 'POST',
    path: '/api/import',
    scope: 'admin',
    route: importRoute(api, traces.bodyBytesMax),
  });
  router.add({ method: 'GET', path: '/metrics', scope: 'read', route: metricsRoute(telemetry) });
  router.add({ method: 'GET', path: '/healthz', scope: 'open', route: healthRoute });
  const ready = readyRoute({ store, clock, intake, isClosing });
  router.add({ method: 'GET', path: '/readyz', scope: 'open', route: ready });
  return router;
}

function scopeOfCommand(name: string): Scope {
  return OF_SENDERS.has(name) ? 'ingest' : 'admin';
}
