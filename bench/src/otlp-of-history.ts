/** A made history as an OTLP/protobuf request, by the SDK's own serializer: spans that say what the facts say. */
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { IoFact, LineageBatch, RunContribution, RunIdentity } from '@spantrail/graph';

type SdkSpan = Parameters<typeof ProtobufTraceSerializer.serializeRequest>[0][number];

/** @throws for facts that this does not write as attributes: metrics, triggers, digests, … */
export function otlpBody({ contributions }: LineageBatch): Uint8Array {
  const resourceOf = resources();
  const body = ProtobufTraceSerializer.serializeRequest(
    contributions.map((run) => spanOf(run, resourceOf)),
  );
  if (body === undefined) throw new Error('The SDK made no body.');
  return body;
}

type ResourceOf = (identity: RunIdentity) => SdkSpan['resource'];

/** One a process: the serializer writes the spans of one resource together. */
function resources(): ResourceOf {
  const known = new Map<string, SdkSpan['resource']>();
  return ({ service, environment, codeVersion }) => {
    const key = JSON.stringify([service, environment, codeVersion]);
    const resource =
      known.get(key) ??
      resourceFromAttributes({
        'service.name': service ?? '',
        'deployment.environment.name': environment ?? '',
        'vcs.ref.head.revision': codeVersion ?? '',
      });
    known.set(key, resource);
    return resource;
  };
}

function spanOf(run: RunContribution, resourceOf: ResourceOf): SdkSpan {
  const { identity, end, start, inputs, outputs } = run;
  if (identity === null || end === null) throw new Error('A made run is whole.');
  const [traceId = '', spanId = ''] = run.span.split(':');
  const { component } = identity;
  return {
    name: component.name,
    kind: 0,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    startTime: hrTime(start),
    endTime: hrTime(end),
    duration: hrTime(end - start),
    ended: true,
    status: { code: identity.state === 'failed' ? 2 : 1 },
    attributes: {
      'ml.component.name': component.name,
      'ml.component.namespace': component.namespace,
      'ml.component.description': component.description ?? '',
      'ml.component.owner': component.owner ?? '',
      'ml.component.tags': [...component.tags],
      'ml.input.names': names(inputs),
      'ml.output.names': names(outputs),
    },
    links: [],
    events: [],
    resource: resourceOf(identity),
    instrumentationScope: { name: 'made-history' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

function names(facts: readonly IoFact[]): string[] {
  if (facts.some(({ digest, at }) => digest !== null || at !== null)) {
    throw new Error('Digests and times are not written.');
  }
  return facts.map(({ pointer }) => pointer.name);
}

function hrTime(micros: bigint): [number, number] {
  return [Number(micros / 1_000_000n), Number(micros % 1_000_000n) * 1_000];
}
