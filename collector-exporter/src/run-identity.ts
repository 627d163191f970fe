import type { ComponentFact, RunIdentity, RunState } from '@spantrail/graph';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_ERROR_TYPE,
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_TYPE,
  ATTR_ML_COMPONENT_DESCRIPTION,
  ATTR_ML_COMPONENT_OWNER,
  ATTR_ML_COMPONENT_TAGS,
  ATTR_ML_RUN_STATE,
  ATTR_SERVICE_NAME,
  ATTR_VCS_REF_HEAD_REVISION,
} from '@spantrail/semantic-conventions';
import { AttributeReader } from './attribute-reader.ts';
import { codeFact } from './code-fact.ts';
import type { OtlpSpan } from './otlp-span.ts';
import { filledTexts } from './slice-facts.ts';

/** Before it was renamed in semantic conventions 1.27. */
const OLD_ENVIRONMENT = 'deployment.environment';
const EXCEPTION_EVENT = 'exception';

/** What a span with a component name says that its run is. */
export function runIdentity(
  span: OtlpSpan,
  component: Pick<ComponentFact, 'namespace' | 'name'>,
  reader: AttributeReader,
): RunIdentity {
  const resource = new AttributeReader(span.resource, reader.leftOut);
  const state = stateOf(span, reader);
  const codeVersion =
    reader.text(ATTR_VCS_REF_HEAD_REVISION) ?? resource.text(ATTR_VCS_REF_HEAD_REVISION);
  return {
    component: {
      ...component,
      description: reader.text(ATTR_ML_COMPONENT_DESCRIPTION),
      owner: reader.text(ATTR_ML_COMPONENT_OWNER),
      tags: filledTexts(reader, ATTR_ML_COMPONENT_TAGS),
    },
    state,
    service: resource.text(ATTR_SERVICE_NAME),
    environment: resource.firstText(ATTR_DEPLOYMENT_ENVIRONMENT_NAME, OLD_ENVIRONMENT),
    codeVersion,
    code: codeFact(reader, codeVersion),
    error: state === 'failed' ? errorOf(span, reader) : null,
  };
}

function stateOf(span: OtlpSpan, reader: AttributeReader): RunState {
  const given = reader.text(ATTR_ML_RUN_STATE);
  if (given === 'running' || given === 'ok' || given === 'failed') return given;
  if (given !== null) reader.leftOut.add(ATTR_ML_RUN_STATE, 'no state of a run');
  if (span.endNs === null) return 'running';
  return span.status.code === 'error' ? 'failed' : 'ok';
}

/** The status says it in words of the sender's choice; else the last exception; else its class. */
function errorOf(span: OtlpSpan, reader: AttributeReader): string | null {
  if (span.status.message !== '') return reader.bounded('status.message', span.status.message);
  const exception = span.events.findLast((event) => event.name === EXCEPTION_EVENT);
  if (exception !== undefined) {
    const event = new AttributeReader(exception.attributes, reader.leftOut);
    const parts = [event.text(ATTR_EXCEPTION_TYPE), event.text(ATTR_EXCEPTION_MESSAGE)];
    const text = parts.filter((part) => part !== null).join(': ');
    if (text !== '') return text;
  }
  return reader.text(ATTR_ERROR_TYPE);
}
