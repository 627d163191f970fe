/** A made history as rows for the bare loaders, and with names of its own, so that several share a server. */
import type { IoFact, LineageBatch, PointerRef, RunContribution } from '@spantrail/graph';

type Row = Readonly<Record<string, string | bigint>>;

export interface LoaderRows {
  readonly components: readonly Row[];
  readonly pointers: readonly Row[];
  readonly runs: readonly Row[];
  readonly inputs: readonly Row[];
  readonly outputs: readonly Row[];
  readonly dependencies: readonly Row[];
}

/** The batch with components and pointers of this space, and without digests: by time alone is a read resolved. */
export function inSpace(space: string, { contributions }: LineageBatch): LineageBatch {
  const pointerIn = ({ name, type }: PointerRef): PointerRef => ({
    namespace: space,
    name: name.includes('://') ? `${space}+${name}` : name,
    type,
  });
  const ioIn = (io: IoFact): IoFact => ({ ...io, digest: null, pointer: pointerIn(io.pointer) });
  return {
    contributions: contributions.map((run): RunContribution => {
      const { identity } = run;
      const component = identity && { ...identity.component, namespace: space };
      return {
        ...run,
        identity: identity && component && { ...identity, component },
        inputs: run.inputs.map(ioIn),
        outputs: run.outputs.map(ioIn),
      };
    }),
    annotations: [],
  };
}

/** Makes the rows of one batch after the other, and remembers who wrote what last: the dependencies to hand over. */
export function rowMaker(): (batch: LineageBatch) => LoaderRows {
  const writers = new Map<string, string>();
  return ({ contributions }) => {
    const components = new Map<string, Row>();
    const pointers = new Map<string, Row>();
    const runs: Row[] = [];
    const inputs: Row[] = [];
    const outputs: Row[] = [];
    const dependencies: Row[] = [];
    for (const run of contributions) {
      const { end, identity, start } = run;
      if (end === null || identity === null) throw new Error('A made run is whole.');
      const component = keyOf(identity.component);
      const { namespace, name } = identity.component;
      components.set(component, { key: component, namespace, name });
      runs.push(runRow(run, component));
      for (const { pointer } of run.inputs) {
        const key = keep(pointers, pointer);
        inputs.push({ run: run.run, pointer: key, at: start });
        const producer = writers.get(key);
        if (producer !== undefined) {
          dependencies.push({ run: run.run, producer, pointer: key, at: start });
        }
      }
      for (const { pointer } of run.outputs) {
        const key = keep(pointers, pointer);
        outputs.push({ run: run.run, pointer: key, at: end });
        writers.set(key, run.run);
      }
    }
    return {
      components: [...components.values()],
      pointers: [...pointers.values()],
      runs,
      inputs,
      outputs,
      dependencies,
    };
  };
}

function keep(pointers: Map<string, Row>, { namespace, name, type }: PointerRef): string {
  const key = name.includes('://') ? name : keyOf({ namespace, name });
  if (!pointers.has(key)) pointers.set(key, { key, namespace, name, type: type ?? 'data' });
  return key;
}

function runRow({ run, span, start, end, identity }: RunContribution, component: string): Row {
  const [traceId = '', spanId = ''] = span.split(':');
  return {
    key: run,
    id: run,
    component,
    start,
    end: end ?? start,
    state: identity?.state ?? '',
    service: identity?.service ?? '',
    environment: identity?.environment ?? '',
    codeVersion: identity?.codeVersion ?? '',
    traceId,
    spanId,
  };
}

function keyOf({ namespace, name }: { readonly namespace: string; readonly name: string }): string {
  return JSON.stringify([namespace, name]);
}
