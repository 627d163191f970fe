import {
  ATTR_ML_COMPONENT_NAMESPACE,
  ATTR_ML_FLAG_POINTER,
  ATTR_ML_FLAG_REASON,
  ATTR_ML_FLAG_VALUE,
} from '@spantrail/semantic-conventions';
import { nowMicros, toHrTime } from './clock.ts';
import { guarded, report } from './counters.ts';
import { shortened } from './limits.ts';
import { type Pointer, readPointer } from './pointer.ts';
import { parentContext } from './run-scope.ts';
import { tracer } from './tracer.ts';

/** What a flag says. */
export interface FlagOptions {
  /** True sets the flag, false clears it. Default true. */
  readonly value?: boolean | undefined;
  /** For people. */
  readonly reason?: string | undefined;
  /** Namespace of a bare pointer name. Default: the `service.namespace` of the SDK's resource. */
  readonly namespace?: string | undefined;
}

/** Flags a pointer as suspicious, or clears its flag, by a span of no length. Never throws. */
export function recordFlag(pointer: Pointer, options: FlagOptions = {}): void {
  guarded('a flag', undefined, () => {
    const read = readPointer(pointer);
    if (read === undefined) {
      report('pointersRefused', 'a flag for a pointer without a usable name');
      return;
    }
    const { value = true, reason, namespace } = options;
    const time = toHrTime(nowMicros());
    const attributes = {
      [ATTR_ML_FLAG_POINTER]: read.fact.name,
      [ATTR_ML_FLAG_VALUE]: value === true,
      ...(typeof reason === 'string' && { [ATTR_ML_FLAG_REASON]: shortened(reason) }),
      ...(typeof namespace === 'string' && { [ATTR_ML_COMPONENT_NAMESPACE]: namespace }),
    };
    const span = tracer().startSpan(
      'spantrail.flag',
      { attributes, startTime: time },
      parentContext(),
    );
    span.end(time);
  });
}
