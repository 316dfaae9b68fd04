import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HostTree, type TreeObserver } from './host-tree.ts';

let folder: string;
const home = (name: string) => path.join(folder, name);
const open = (observer?: TreeObserver) =>
  new HostTree(folder, true, { whole: true, hidden: '.trapdoom', ...(observer && { observer }) });

const anew = { read: false, write: true, create: true, exclusive: false, truncate: true };

beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), 'hosttree-test-'));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

describe('a tree whose files are written as a whole', () => {
  let tree: HostTree;

  beforeEach(() => {
    tree = open();
    fs.writeFileSync(home('default.cfg'), 'old');
    fs.chmodSync(home('default.cfg'), 0o640);
  });

  it('keeps the old content until the new one is closed', () => {
    const file = tree.open(['default.cfg'], anew);
    file.write(Buffer.from('new and longer'), 0);
    expect(fs.readFileSync(home('default.cfg'), 'utf8')).toBe('old');
    file.close();
    expect(fs.readFileSync(home('default.cfg'), 'utf8')).toBe('new and longer');
    expect(fs.statSync(home('default.cfg')).mode & 0o777).toBe(0o640);
    expect(fs.readdirSync(folder)).toEqual(['default.cfg']);
  });

  it('is not misled by what a killed process left', () => {
    tree.open(['default.cfg'], anew).write(Buffer.from('the beginning of somethi'), 0);
    const next = open();
    const file = next.open(['default.cfg'], anew);
    file.write(Buffer.from('new'), 0);
    file.close();
    expect(fs.readFileSync(home('default.cfg'), 'utf8')).toBe('new');
  });

  it('keeps the old content where the new one could not be written', () => {
    const file = tree.open(['default.cfg'], anew);
    file.write(Buffer.from('ne'), 0);
    const full = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('ENOSPC'), { code: 'ENOSPC' });
    });
    expect(() => file.write(Buffer.from('w'), 2)).toThrow('ENOSPC');
    full.mockRestore();
    file.close();
    expect(fs.readFileSync(home('default.cfg'), 'utf8')).toBe('old');
    expect(fs.readdirSync(folder)).toEqual(['default.cfg']);
  });

  it('makes no draft of what is no file', () => {
    fs.mkdirSync(home('sub'));
    expect(() => tree.open(['sub'], anew)).toThrow();
    expect(fs.readdirSync(folder).sort()).toEqual(['default.cfg', 'sub']);
  });

  it('leaves folders to who removes folders', () => {
    fs.mkdirSync(home('sub'));
    expect(() => tree.removeFile(['sub'])).toThrow();
    expect(fs.existsSync(home('sub'))).toBe(true);
  });
});

describe('a saved game, which is written beside the old one, which is then removed', () => {
  let tree: HostTree;
  const heard: string[] = [];

  beforeEach(() => {
    heard.length = 0;
    tree = open({
      stored: (parts) => heard.push(`stored ${parts.join('/')}`),
      failed: (parts, error) => heard.push(`failed ${parts.join('/')}: ${error.message}`),
    });
    fs.writeFileSync(home('sav0.dsg'), 'old');
  });
  const write = (name: string, text: string) => {
    const file = tree.open([name], anew);
    try {
      file.write(Buffer.from(text), 0);
    } finally {
      file.close();
    }
  };

  it('is there at every moment, the old one or the new one', () => {
    write('temp.dsg', 'new');
    tree.removeFile(['sav0.dsg']);
    // Gone for the guest; not yet for who finds the folder after a crash.
    expect(tree.lookup(['sav0.dsg'])).toBeUndefined();
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('old');
    tree.rename(['temp.dsg'], ['sav0.dsg']);
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('new');
    expect(fs.readdirSync(folder)).toEqual(['sav0.dsg']);
    expect(heard).toEqual(['stored temp.dsg', 'stored sav0.dsg']);
  });

  it('is the old one where the disk is full, though the game goes on as if it had saved', () => {
    fs.writeFileSync(home('temp.dsg'), 'of a process that was killed');
    const full = vi.spyOn(fs, 'writeSync').mockImplementation(() => {
      throw Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    });
    expect(() => write('temp.dsg', 'new')).toThrow('no space left');
    full.mockRestore();
    tree.removeFile(['sav0.dsg']);
    expect(() => tree.rename(['temp.dsg'], ['sav0.dsg'])).toThrow();
    tree.flush();
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('old');
    expect(heard).toEqual(['failed temp.dsg: no space left']);

    write('temp.dsg', 'new');
    tree.removeFile(['sav0.dsg']);
    tree.rename(['temp.dsg'], ['sav0.dsg']);
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('new');
  });

  it('is the old one where what is synchronised does not reach the disk', () => {
    const bad = vi.spyOn(fs, 'fsyncSync').mockImplementationOnce(() => {
      throw Object.assign(new Error('bad sector'), { code: 'EIO' });
    });
    expect(() => write('temp.dsg', 'new')).toThrow('bad sector');
    bad.mockRestore();
    tree.removeFile(['sav0.dsg']);
    expect(() => tree.rename(['temp.dsg'], ['sav0.dsg'])).toThrow();
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('old');
  });

  it('goes where it is removed for good: with the next thing the guest does, or its end', () => {
    tree.removeFile(['sav0.dsg']);
    expect(tree.list([])).toEqual([]);
    expect(fs.readdirSync(folder)).toEqual([]);
    write('sav1.dsg', 'other');
    tree.removeFile(['sav1.dsg']);
    tree.flush();
    expect(fs.readdirSync(folder)).toEqual([]);
  });

  it('may be written anew under the removed name, exclusively even, and is the old one until that is done', () => {
    tree.removeFile(['sav0.dsg']);
    const file = tree.open(['sav0.dsg'], { ...anew, exclusive: true, truncate: false });
    file.write(Buffer.from('ne'), 0);
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('old');
    file.write(Buffer.from('w'), 2);
    file.close();
    expect(fs.readFileSync(home('sav0.dsg'), 'utf8')).toBe('new');
  });
});

describe('a hidden folder', () => {
  it('is not there for the guest, by no spelling, and cannot be made, filled or replaced', () => {
    const tree = open();
    fs.mkdirSync(home('.trapdoom'));
    fs.writeFileSync(home('.trapdoom/home.json'), 'mine');
    fs.writeFileSync(home('other'), 'x');
    expect(tree.list([]).map(({ name }) => name)).toEqual(['other']);
    for (const name of ['.trapdoom', '.TrapDoom']) {
      expect(tree.lookup([name])).toBeUndefined();
      expect(tree.lookup([name, 'home.json'])).toBeUndefined();
      expect(() => tree.open([name, 'home.json'], anew)).toThrow();
      expect(() => tree.open([name], anew)).toThrow();
      expect(() => tree.list([name])).toThrow();
      expect(() => tree.makeDirectory([name])).toThrow();
      expect(() => tree.rename([name], ['mine'])).toThrow();
      expect(() => tree.rename(['other'], [name])).toThrow();
      expect(() => tree.rename(['other'], [name, 'home.json'])).toThrow();
      expect(() => tree.removeFile([name, 'home.json'])).toThrow();
      expect(() => tree.link([name, 'home.json'], ['mine'])).toThrow();
    }
    tree.flush();
    expect(fs.readFileSync(home('.trapdoom/home.json'), 'utf8')).toBe('mine');
  });
});
