import { dirname, join } from 'node:path';
import { type Room, storeDrivers, type TextFile } from './rooms.ts';

/** What a room's source file imports against the table of rooms, one sentence a fault. */
export function wallFaults(room: Room, { path, text }: TextFile): readonly string[] {
  return importsOf(text).flatMap((specifier) => {
    const reason = whyForbidden(room, path, specifier);
    return reason === null ? [] : [`${path} imports ${specifier}: ${reason}`];
  });
}

/** Every module that a TypeScript text imports, re-exports or requires; comments are left out. */
function importsOf(text: string): readonly string[] {
  const code = text.replace(/^\s*(?:\/\/|\/?\*).*$/gm, '');
  const specifiers = code.matchAll(
    /(?:\bfrom|\bimport|\bimport\s*\(|\brequire\s*\()\s*(['"`])([^'"`\n]+)\1/g,
  );
  return [...specifiers].map((match) => match[2] ?? '');
}

function whyForbidden(room: Room, path: string, specifier: string): string | null {
  if (specifier.startsWith('node:')) return null;
  if (specifier.startsWith('.')) {
    const target = join(dirname(path), specifier);
    return target.startsWith(`${room.folder}/`) ? null : 'a path that leaves the room';
  }
  const name = packageOf(specifier);
  if (name === room.packageName) return 'its own door; import the file';
  if (name === 'spantrail' || name.startsWith('@spantrail/')) {
    return room.mayImport.includes(name) ? null : `${room.folder} may not import this room`;
  }
  return whyForbiddenOfOthers(room, name);
}

function whyForbiddenOfOthers(room: Room, name: string): string | null {
  if (room.mayImportOfOthers !== 'any') {
    return room.mayImportOfOthers.includes(name) ? null : `not on the list of ${room.folder}`;
  }
  return storeDrivers.includes(name) ? 'only graph talks to a store' : null;
}

function packageOf(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] ?? specifier);
}
