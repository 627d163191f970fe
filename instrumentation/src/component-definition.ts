import type { Attributes } from '@opentelemetry/api';
import {
  ATTR_ML_COMPONENT_DESCRIPTION,
  ATTR_ML_COMPONENT_NAME,
  ATTR_ML_COMPONENT_NAMESPACE,
  ATTR_ML_COMPONENT_OWNER,
  ATTR_ML_COMPONENT_TAGS,
} from '@spantrail/semantic-conventions';
import type { ComponentOptions } from './component-options.ts';
import { FunctionCode } from './function-code.ts';
import { isName, shortened } from './limits.ts';
import {
  type AfterRunCheck,
  type BeforeRunCheck,
  type NamedCheck,
  namedChecks,
} from './trigger.ts';

/** The options behind the public door: there the types of arguments and results are known, here not. */
export type AnyComponentOptions = ComponentOptions<readonly unknown[], unknown>;

const TIMEOUT_MS = 30_000;

/** What is the same for all runs of a component, made ready once. */
export class ComponentDefinition {
  readonly name: string;
  readonly options: AnyComponentOptions;
  readonly beforeRun: readonly NamedCheck<BeforeRunCheck<readonly unknown[]>>[];
  readonly afterRun: readonly NamedCheck<AfterRunCheck<readonly unknown[], unknown>>[];
  readonly digestTimeoutMs: number;
  readonly triggerTimeoutMs: number;
  /** Attributes that a span has from its start, so that samplers and processors see them. */
  readonly identity: Attributes;
  readonly code: FunctionCode | undefined;

  /** @throws TypeError when the options are of no use, above all without a name. */
  constructor(options: AnyComponentOptions, fn: object, site: Attributes) {
    if (!isName(options.name)) throw new TypeError('component() needs a name');
    if (typeof fn !== 'function') throw new TypeError('component() needs a function');
    this.name = options.name;
    this.options = options;
    this.beforeRun = namedChecks(options.beforeRun, 'before_run');
    this.afterRun = namedChecks(options.afterRun, 'after_run');
    this.digestTimeoutMs = options.digestTimeoutMs ?? TIMEOUT_MS;
    this.triggerTimeoutMs = options.triggerTimeoutMs ?? TIMEOUT_MS;
    this.code = options.captureCode === false ? undefined : new FunctionCode(fn);
    const tags = [...(options.tags ?? [])].filter(isName);
    this.identity = {
      [ATTR_ML_COMPONENT_NAME]: options.name,
      ...text(ATTR_ML_COMPONENT_NAMESPACE, options.namespace),
      ...text(ATTR_ML_COMPONENT_DESCRIPTION, options.description),
      ...text(ATTR_ML_COMPONENT_OWNER, options.owner),
      ...(tags.length > 0 && { [ATTR_ML_COMPONENT_TAGS]: tags }),
      ...site,
    };
  }
}

function text(key: string, value: unknown): Attributes {
  return isName(value) ? { [key]: shortened(value) } : {};
}
