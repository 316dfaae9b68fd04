import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { filesBelow, hashFile, hashInputs, isFresh, posixRelative, writeStamp } from './stamp.mjs';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-stamp-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const file = (name: string, content = name) => {
  const target = path.join(folder, name);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, content);
  return target;
};

describe('isFresh', () => {
  it('holds after the stamp is written and until an input changes', () => {
    const input = file('in.txt', 'one');
    const output = file('out.txt');
    const stamp = path.join(folder, 'stamps', 'step');
    expect(isFresh(stamp, hashInputs(folder, [input]), [output])).toBe(false);
    writeStamp(stamp, hashInputs(folder, [input]));
    expect(isFresh(stamp, hashInputs(folder, [input]), [output])).toBe(true);
    file('in.txt', 'two');
    expect(isFresh(stamp, hashInputs(folder, [input]), [output])).toBe(false);
  });

  it('fails when an output is gone or empty', () => {
    const stamp = path.join(folder, 'stamp');
    writeStamp(stamp, 'x');
    expect(isFresh(stamp, 'x', [path.join(folder, 'gone')])).toBe(false);
    expect(isFresh(stamp, 'x', [file('empty', '')])).toBe(false);
  });
});

describe('hashInputs', () => {
  it('depends on names, contents and facts, not on order or on where the checkout lies', () => {
    const [a, b] = [file('a'), file('b')];
    const hash = hashInputs(folder, [a, b], ['flag']);
    expect(hashInputs(folder, [b, a], ['flag'])).toBe(hash);
    expect(hashInputs(folder, [a, b], ['other'])).not.toBe(hash);
    expect(hashInputs(folder, [a, file('c', 'b')], ['flag'])).not.toBe(hash);
    const moved = path.join(folder, 'moved');
    expect(hashInputs(moved, [file('moved/a', 'a'), file('moved/b', 'b')], ['flag'])).toBe(hash);
  });
});

describe('posixRelative', () => {
  it('issue 10, 1: names files with / on every system, so that stamps are the same there', () => {
    expect(posixRelative('C:\\a', 'C:\\a\\build\\games\\x.mjs', path.win32)).toBe('build/games/x.mjs');
    expect(posixRelative('/a', '/a/build/back\\slash', path.posix)).toBe('build/back\\slash');
  });

  it("issue 10, 1: orders files by that name, not by the system's", () => {
    // `a-b` comes before `a/b` by code unit, and after `a\\b`.
    const files = [file('a/b', '1'), file('a-b', '2')];
    const hash = createHash('sha256').update('a-b\0').update('2').update('\0');
    expect(hashInputs(folder, files)).toBe(hash.update('a/b\0').update('1').update('\0').digest('hex'));
  });
});

describe('hashFile', () => {
  it('is SHA-256, of a file longer than what is in memory at one time, too', () => {
    const content = 'x'.repeat((1 << 20) * 2 + 1);
    expect(hashFile(file('long', content))).toBe(createHash('sha256').update(content).digest('hex'));
    expect(hashFile(file('empty', ''))).toBe(createHash('sha256').digest('hex'));
  });
});

describe('filesBelow', () => {
  it('lists files at every depth, sorted, and nothing for a folder that is not there', () => {
    const [b, a] = [file('tree/b.ts'), file('tree/a/deep.ts')];
    file('tree/a/skip.txt');
    expect(filesBelow(path.join(folder, 'tree'), (name) => name.endsWith('.ts'))).toEqual([a, b]);
    expect(filesBelow(path.join(folder, 'none'))).toEqual([]);
  });
});
