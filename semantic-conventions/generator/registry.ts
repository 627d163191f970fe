import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';

/** The room's folder, seen from `dist/generator`. */
export const ROOM: URL = new URL('../../', import.meta.url);

/** One attribute of ours, as written in `registry/*.yaml`. */
export interface AttributeDefinition {
  readonly key: string;
  readonly type: string | { readonly members: readonly EnumMember[] };
  readonly stability: string;
  readonly brief: string;
  readonly note?: string;
  readonly examples: readonly unknown[];
}

/** A value that an attribute with a small set of values can have. */
export interface EnumMember {
  readonly id: string;
  readonly value: string;
  readonly brief?: string;
}

/** A use of an attribute by its key. */
export interface AttributeReference {
  readonly ref: string;
  readonly brief?: string;
}

/** The span event of a name. */
export interface EventDefinition {
  readonly name: string;
  readonly brief: string;
  readonly attributes?: readonly AttributeReference[];
}

interface SpanDefinition {
  readonly type: string;
  readonly attributes?: readonly AttributeReference[];
}

interface StandardGroup {
  readonly attributes: readonly Required<AttributeReference>[];
}

interface RegistryFile {
  readonly attributes?: readonly AttributeDefinition[];
  readonly attribute_groups?: readonly StandardGroup[];
  readonly spans?: readonly SpanDefinition[];
  readonly events?: readonly EventDefinition[];
}

/** All files of the registry together; attributes in the order of their keys. */
export interface Registry {
  readonly attributes: readonly AttributeDefinition[];
  /** Names of OpenTelemetry's own registry that we use, each with what it means here. */
  readonly standard: readonly Required<AttributeReference>[];
  readonly spans: readonly SpanDefinition[];
  readonly events: readonly EventDefinition[];
}

/**
 * Reads and checks `registry/*.yaml`.
 *
 * @throws Error when a file breaks `schema/registry.schema.json`, a key is defined twice, or a
 *   reference leads nowhere; the message names the file or the key.
 */
export function readRegistry(): Registry {
  const files = readdirSync(new URL('registry/', ROOM))
    .filter((name) => name.endsWith('.yaml') && name !== 'manifest.yaml')
    .map(readFile);
  const registry: Registry = {
    attributes: files.flatMap((file) => file.attributes ?? []).sort(byKey),
    standard: files.flatMap((file) => file.attribute_groups ?? []).flatMap((g) => g.attributes),
    spans: files.flatMap((file) => file.spans ?? []),
    events: files.flatMap((file) => file.events ?? []),
  };
  checkReferences(registry);
  return registry;
}

/** Checks the parsed text of one registry file and gives the list of what is wrong with it. */
export function schemaErrors(document: unknown): string[] {
  const schema: unknown = JSON.parse(
    readFileSync(new URL('schema/registry.schema.json', ROOM), 'utf8'),
  );
  const ajv = new Ajv({ allErrors: true });
  if (ajv.validate(schema as object, document)) return [];
  return (ajv.errors ?? []).map((error) => `${error.instancePath}: ${error.message}`);
}

function readFile(name: string): RegistryFile {
  const document: unknown = parse(readFileSync(new URL(`registry/${name}`, ROOM), 'utf8'));
  const errors = schemaErrors(document);
  if (errors.length > 0) throw new Error(`registry/${name} is invalid: ${errors.join('; ')}`);
  return document as RegistryFile;
}

function checkReferences({ attributes, standard, spans, events }: Registry): void {
  const known = new Set<string>();
  for (const key of [...attributes.map((a) => a.key), ...standard.map((s) => s.ref)]) {
    if (known.has(key)) throw new Error(`${key} is defined twice in registry/`);
    known.add(key);
  }
  const users = [...spans, ...events].flatMap((user) => user.attributes ?? []);
  for (const { ref } of users) {
    if (!known.has(ref)) throw new Error(`${ref} is referred to in registry/ but not defined`);
  }
}

/** By code unit, so that the order is the same on every machine. */
function byKey(left: AttributeDefinition, right: AttributeDefinition): number {
  return left.key < right.key ? -1 : 1;
}
