import { describe, expect, it } from '@jest/globals';
import { pointerRef } from '../src/pointer-name.ts';

const here = { namespace: 'rides', host: 'node-7', fileRoots: [] };
const nameOf = (name: string, surroundings: Parameters<typeof pointerRef>[2] = here) =>
  pointerRef(name, null, surroundings).name;

describe('pointerRef', () => {
  it('keeps bare names in their namespace and URIs global', () => {
    expect(pointerRef('model', null, here)).toMatchObject({ namespace: 'rides', name: 'model' });
    expect(pointerRef('s3://b/k', null, here)).toMatchObject({ namespace: '', name: 's3://b/k' });
    expect(pointerRef('C:\\data.csv', null, here)).toMatchObject({ namespace: 'rides' });
  });

  it.each([
    ['file:/a/b', 'file://node-7/a/b'],
    ['file:///a/b', 'file://node-7/a/b'],
    ['FILE:///a/b', 'file://node-7/a/b'],
    ['file://localhost/a/b', 'file://node-7/a/b'],
    ['file://other/a/b', 'file://other/a/b'],
    ['file:a/b', 'file://node-7/./a/b'],
    ['file:./a/b', 'file://node-7/./a/b'],
  ])('puts the host into %s', (given, expected) => {
    expect(nameOf(given)).toBe(expected);
    // Mapping what was mapped already must not change it again.
    expect(nameOf(expected)).toBe(expected);
  });

  it('writes a file without a known host in one way', () => {
    const nowhere = { ...here, host: null };

    expect(nameOf('file:/a/b', nowhere)).toBe('file:///a/b');
    expect(nameOf('file:///a/b', nowhere)).toBe('file:///a/b');
    expect(nameOf('file:./a', nowhere)).toBe('file:a');
  });

  it('replaces a shared directory by its name, the longest one first and only whole segments', () => {
    const fileRoots = [
      { path: '/mnt', name: 'nfs://filer' },
      { path: '/mnt/shared', name: 'nfs://filer2/shared' },
      { path: 'data', name: 'dataset:rides' },
    ];

    expect(nameOf('file:///mnt/shared/a', { ...here, fileRoots })).toBe('nfs://filer2/shared/a');
    expect(nameOf('file:/mnt/x', { ...here, fileRoots })).toBe('nfs://filer/x');
    expect(nameOf('file:data/x', { ...here, fileRoots })).toBe('dataset:rides/x');
    expect(nameOf('file:/mnt2/x', { ...here, fileRoots })).toBe('file://node-7/mnt2/x');
  });

  it('strips passwords, and the query of a web address, where signatures are', () => {
    expect(nameOf('postgres://me:secret@db:5432/rides')).toBe('postgres://db:5432/rides');
    expect(nameOf('https://b.s3.amazonaws.com/k?X-Amz-Signature=abc#x')).toBe(
      'https://b.s3.amazonaws.com/k',
    );
    expect(nameOf('kafka://host/topic?partition=1')).toBe('kafka://host/topic?partition=1');
  });
});
