import { EventEmitter } from 'node:events';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { ERROR_LOG } from '../../../last-resort.ts';
import { ElectronDouble, preventable } from '../electron-double.ts';
import { ElectronLifetime } from '../lifetime.ts';
import { StartFixture } from './start-fixture.ts';

const fixture = StartFixture.use();
afterEach(() => vi.unstubAllEnvs());

describe('start', () => {
  it('keeps Chromium’s files with the player’s, and takes the lock after that', async () => {
    await fixture.run();
    expect(fixture.electron.calls.slice(0, 3)).toEqual([
      `setPath userData ${path.join(fixture.userData, 'electron')}`,
      'lock {"wads":[]}',
      'enableSandbox',
    ]);
  });

  it('issue 9, 1.10: leaves --no-sandbox as it is, and engine processes live where sandboxes are forbidden', async () => {
    fixture.electron.forbidsSandbox = true;
    fixture.electron.switches.add('no-sandbox');
    await fixture.run();
    expect(fixture.electron.calls).not.toContain('enableSandbox');
    expect((await fixture.state()).notices).toEqual([
      { code: 'no-sandbox', params: { reason: expect.any(String) } },
    ]);
    await fixture.play();
    await new Promise(setImmediate);
    expect((await fixture.state()).session).toMatchObject({ status: 'starting' });
    fixture.electron.children[0]!.events.emit('exit', 0);
  });

  it('says nothing of a sandbox that is there', async () => {
    await fixture.run();
    expect((await fixture.state()).notices).toEqual([]);
  });
});

describe('files from outside', () => {
  it('come by the command line, a second instance and the system', async () => {
    await fixture.run([await fixture.addOn('one.wad')]);
    expect(await fixture.titles()).toContain('one');
    fixture.electron.secondInstance({ wads: [await fixture.addOn('two.wad')] });
    expect(fixture.electron.calls).toEqual(expect.arrayContaining(['restore', 'focus']));
    const event = preventable({});
    fixture.electron.appEvents.emit('open-file', event, await fixture.addOn('three.wad'));
    expect(event.prevented).toBe(true);
    await expect.poll(() => fixture.titles()).toEqual(expect.arrayContaining(['two', 'three']));
  });

  it('issue 9, 1.10: modules and URLs are taken like WADs', async () => {
    const url = new URL('file:///');
    url.pathname = await fixture.addOn('my level.wad');
    const module = path.join(fixture.folder, 'other.wasm');
    await writeFile(module, '');
    await fixture.run([url.href, module]);
    expect(await fixture.titles()).toContain('my level');
    // It is refused as an empty module, not as an unknown kind of WAD.
    expect((await fixture.state()).notices).toMatchObject([
      { code: 'module-unusable', params: { file: module } },
    ]);
  });

  it('issue 9, 1.10: those of a second instance wait for the launcher', async () => {
    await mkdir(fixture.userData);
    const wads = [await fixture.addOn('early.wad')];
    fixture.electron.slowLoad = true;
    fixture.electron.secondInstance({ wads });
    const running = fixture.run();
    await expect.poll(() => fixture.electron.loaded).toHaveLength(1);
    fixture.electron.secondInstance({ wads: [await fixture.addOn('later.wad')] });
    fixture.electron.finishLoad();
    await running;
    await expect.poll(() => fixture.titles()).toEqual(expect.arrayContaining(['early', 'later']));
  });

  it('a second instance may bring any number of them', async () => {
    await fixture.run();
    const wads = Array.from({ length: 300 }, (_, i) => path.join(fixture.folder, `${i}.wad`));
    fixture.electron.secondInstance({ wads: [...wads, await fixture.addOn('last.wad')] });
    await expect.poll(() => fixture.titles(), { timeout: 10_000 }).toContain('last');
  });

  it('ignores a second instance that says something else', async () => {
    await fixture.run();
    const before = (await fixture.state()).notices;
    for (const data of [undefined, null, 5, { wads: 'x.wad' }, { wads: [1] }]) {
      fixture.electron.secondInstance(data);
    }
    expect((await fixture.state()).notices).toEqual(before);
  });
});

describe('a second start', () => {
  it('hands its WADs to the first and quits', async () => {
    await fixture.run();
    const first = fixture.electron;
    const second = new ElectronDouble();
    second.isFirstInstance = false;
    fixture.electron = second;
    await fixture.run(['--no-sandbox', 'my.wad', '/abs/B.WAD', '--flag=x.wad']);
    expect(second.calls).toContain(`lock {"wads":["${path.join(fixture.folder, 'my.wad')}","/abs/B.WAD"]}`);
    expect(second.calls.at(-1)).toBe('quit');
    expect(second.windowOptions).toBeUndefined();
    fixture.electron = first;
  });

  it('issue 9, 1.10: without a first one, says that the lock cannot be had', async () => {
    fixture.electron.isFirstInstance = false;
    await expect(fixture.run()).rejects.toThrow(/data.*second Trapdoom.*--user-data=FOLDER/);
    expect(fixture.electron.windowOptions).toBeUndefined();
    // It holds nothing: the next one starts.
    fixture.electron = new ElectronDouble();
    await fixture.run();
  });

  it('issue 9, 1.10: while the first one ends, has it start again with its files', async () => {
    vi.stubEnv('APPIMAGE', undefined);
    await fixture.run(['--games=/g', 'old.wad']);
    fixture.electron.closeWindow();
    fixture.electron.secondInstance({ wads: ['/new.wad'] });
    fixture.electron.appEvents.emit('will-quit', preventable({}));
    fixture.electron.secondInstance({ wads: [] });
    fixture.electron.appEvents.emit('open-file', preventable({}), '/mac.wad');
    expect(fixture.electron.exitCode).toBeUndefined();
    await expect.poll(() => fixture.electron.exitCode).toBe(0);
    expect(fixture.electron.relaunches).toEqual([
      { args: [`--user-data=${fixture.userData}`, '--games=/g', '/new.wad', '/mac.wad'] },
    ]);
  });

  it('issue 9, 1.10: an AppImage is started again by its own file', async () => {
    vi.stubEnv('APPIMAGE', '/home/u/Trapdoom.AppImage');
    await fixture.run();
    fixture.electron.closeWindow();
    fixture.electron.secondInstance({ wads: [] });
    fixture.electron.appEvents.emit('will-quit', preventable({}));
    await expect.poll(() => fixture.electron.exitCode).toBe(0);
    expect(fixture.electron.relaunches).toMatchObject([{ execPath: '/home/u/Trapdoom.AppImage' }]);
  });
});

describe('the end', () => {
  it('puts everything away first, once, however often it is asked to quit', async () => {
    await fixture.run();
    fixture.electron.closeWindow();
    expect(fixture.electron.ipcHandlers.size).toBe(0);
    expect(fixture.electron.calls.at(-1)).toBe('quit');
    for (let i = 0; i < 2; i++) {
      const quit = preventable({});
      fixture.electron.appEvents.emit('will-quit', quit);
      expect(quit.prevented).toBe(true);
    }
    await expect.poll(() => fixture.electron.exitCode).toBe(0);
    expect(fixture.electron.relaunches).toEqual([]);
    const stored = JSON.parse(await readFile(path.join(fixture.userData, 'window.json'), 'utf8')) as unknown;
    expect(stored).toEqual({
      version: 1,
      maximized: false,
      bounds: { x: 10, y: 20, width: 900, height: 700 },
    });
    const again = new ElectronDouble();
    fixture.electron = again;
    await fixture.run();
    expect(again.windowOptions).toMatchObject({ x: 10, y: 20, width: 900, height: 700 });
  });

  it('comes when it is asked for during the start, too', async () => {
    const running = fixture.run();
    fixture.electron.appEvents.emit('will-quit', preventable({}));
    await running;
    await expect.poll(() => fixture.electron.exitCode).toBe(0);
    fixture.electron = new ElectronDouble();
    await fixture.run();
  });

  it('issue 9, 1.10: comes when Windows ends the user’s session, and the game is stopped', async () => {
    await fixture.run();
    await fixture.play();
    const child = fixture.electron.children[0]!;
    child.events.emit('message', { type: 'ready', version: 1 });
    fixture.electron.windowEvents.emit('session-end', {});
    await expect.poll(() => child.posted.at(-1)!.message).toEqual({ type: 'stop' });
    child.events.emit('exit', 0);
    await expect.poll(() => fixture.electron.exitCode).toBe(0);
  });

  it('issue 9, 1.1: comes in order after an error that nobody has handled, and tells the reason', async () => {
    const logged = vi.spyOn(console, 'error').mockReturnValue();
    const errors = new EventEmitter();
    await fixture.run([], { errors });
    await fixture.play();
    const child = fixture.electron.children[0]!;
    child.events.emit('message', { type: 'ready', version: 1 });
    errors.emit('uncaughtException', new Error('something is undefined'));
    await expect.poll(() => child.posted.at(-1)!.message).toEqual({ type: 'stop' });
    expect(fixture.electron.errorBoxes).toEqual([]);
    child.events.emit('exit', 0);
    await expect.poll(() => fixture.electron.exitCode).toBe(1);
    expect(fixture.electron.errorBoxes).toEqual([expect.stringContaining('something is undefined')]);
    expect(await readFile(path.join(fixture.userData, ERROR_LOG), 'utf8')).toContain(
      'something is undefined',
    );
    logged.mockRestore();
  });

  it('does every step although one fails, and exits with 1', async () => {
    const told = vi.spyOn(console, 'error').mockReturnValue();
    const { electron } = fixture;
    const lifetime = new ElectronLifetime(electron.api, []);
    const done: number[] = [];
    lifetime.onEnd(async () => {
      done.push(1);
      lifetime.onEnd(async () => void done.push(3));
    });
    lifetime.onEnd(async () => {
      done.push(2);
      throw new Error('the disk is full');
    });
    lifetime.end();
    await expect.poll(() => electron.exitCode).toBe(1);
    expect(done).toEqual([2, 1, 3]);
    expect(told).toHaveBeenCalledExactlyOnceWith(expect.stringContaining('the disk is full'));
    told.mockRestore();
  });
});
