import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findRevision } from '../src/git-revision.ts';

const ONE = '1'.repeat(40);
const TWO = 'b'.repeat(40);

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'spantrail-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(path: string, text: string): void {
  mkdirSync(join(folder, path, '..'), { recursive: true });
  writeFileSync(join(folder, path), text);
}

describe('the revision', () => {
  test('is that of the branch of the nearest checkout above', () => {
    write('.git/HEAD', 'ref: refs/heads/main\n');
    write('.git/refs/heads/main', `${ONE}\n`);
    write('deep/down/file', '');

    expect(findRevision({}, join(folder, 'deep/down'))).toBe(ONE);
  });

  test('is found among packed refs and without a branch', () => {
    write('.git/HEAD', 'ref: refs/heads/main\n');
    write(
      '.git/packed-refs',
      `# pack-refs\n${TWO} refs/heads/other-main\n${ONE} refs/heads/main\n`,
    );
    expect(findRevision({}, folder)).toBe(ONE);

    write('.git/HEAD', `${TWO}\n`);

    expect(findRevision({}, folder)).toBe(TWO);
  });

  test('of a worktree is that of its own HEAD and the common branches', () => {
    write('main/.git/worktrees/w/HEAD', 'ref: refs/heads/feature\n');
    write('main/.git/worktrees/w/commondir', '../..\n');
    write('main/.git/refs/heads/feature', `${TWO}\n`);
    write('w/.git', `gitdir: ${join(folder, 'main/.git/worktrees/w')}\n`);

    expect(findRevision({}, join(folder, 'w'))).toBe(TWO);
  });

  test('comes from the builder when it says one, and nothing else does for a commit', () => {
    expect(findRevision({ GITHUB_SHA: TWO }, folder)).toBe(TWO);
    expect(findRevision({ GIT_COMMIT: 'main' }, folder)).toBe('');
  });

  test('is empty where there is no checkout, or a broken one', () => {
    expect(findRevision({}, folder)).toBe('');

    write('.git/HEAD', 'ref: refs/heads/unborn\n');

    expect(findRevision({}, folder)).toBe('');
  });
});
