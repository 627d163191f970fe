/**
 * What a pointer is called in the graph. Names that are URIs are global, bare ones belong to their
 * namespace, and a file's name says on which host it lies: every pod has a `model.pkl` at one path.
 */
import type { PointerRef, PointerType } from '@spantrail/graph';

/** A directory that is the same on all hosts, and what to call it instead of host and path. */
export interface FileRoot {
  /** As in the pointer's name, `/mnt/shared` or a relative `data`. */
  readonly path: string;
  /** What replaces it, `nfs://filer/shared`. */
  readonly name: string;
}

export interface PointerSurroundings {
  readonly namespace: string;
  /** The resource's `host.name`; null: file names stay without a host. */
  readonly host: string | null;
  readonly fileRoots: readonly FileRoot[];
}

export function pointerRef(
  name: string,
  type: PointerType | null,
  surroundings: PointerSurroundings,
): PointerRef {
  // One letter and a colon is a Windows drive; a scheme has two letters or more.
  if (!/^[A-Za-z][A-Za-z0-9+.-]+:/.test(name)) {
    return { namespace: surroundings.namespace, name, type };
  }
  const global = /^file:/i.test(name) ? fileName(name, surroundings) : withoutSecrets(name);
  return { namespace: '', name: global, type };
}

/** `file:/a` and `file:///a` are one file; `file:a` keeps a `./`, since `/a` is another file. */
function fileName(name: string, { host, fileRoots }: PointerSurroundings): string {
  const [, authority, path = ''] = /^file:(?:\/\/([^/]*))?(.*)$/is.exec(name) ?? [];
  if (authority !== undefined && authority !== '' && authority !== 'localhost') {
    return `file://${authority}${path}`;
  }
  const root = fileRoots
    .filter((candidate) => path === candidate.path || path.startsWith(`${candidate.path}/`))
    .reduce<FileRoot | null>(
      (longest, each) => (each.path.length > (longest?.path.length ?? -1) ? each : longest),
      null,
    );
  if (root !== null) return `${root.name}${path.slice(root.path.length)}`;
  if (path.startsWith('/')) return `file://${host ?? ''}${path}`;
  const relative = path.replace(/^(?:\.\/)+/, '');
  return host === null ? `file:${relative}` : `file://${host}/./${relative}`;
}

/** Passwords in an authority, and the query of a web address, where signatures are. */
function withoutSecrets(name: string): string {
  const bare = name.replace(/^([^:/?#]+:\/\/)[^/?#@]*@/, '$1');
  return /^https?:/i.test(bare) ? bare.replace(/[?#].*$/s, '') : bare;
}
