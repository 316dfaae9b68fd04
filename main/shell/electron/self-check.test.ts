import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { type ControlRequest, PROTOCOL_VERSION, type SessionEnd } from '../../../engine/session/protocol.ts';
import { GAME_LUMPS, makeWad } from '../../library/files/wad-fixture.ts';
import { preventable } from './electron-double.ts';
import { selfCheckInElectron } from './self-check.ts';
import { StartFixture } from './start/start-fixture.ts';

const fixture = StartFixture.use();

/** A demo of one player on MAP01, a tic long. */
const DEMO = Buffer.from([109, 2, 1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 1, 1, 1, 0x80]);
const DONE: SessionEnd = {
  cause: 'quit',
  message: { code: 'frames-checked', params: { frames: 70 } },
  check: { frames: 70, hash: 'f', sound: 's', shown: 4 },
};

beforeEach(() =>
  writeFile(
    path.join(fixture.folder, 'wads', 'freedoom1.wad'),
    makeWad({ lumps: [...GAME_LUMPS, 'MAP01', ['DEMO1', DEMO]] }),
  ),
);

/** Runs the check; `lines` are those of both streams. */
function check(argv: string[] = [], timeLimitMs?: number) {
  const lines: string[] = [];
  const print = (text: string) => void lines.push(text);
  const done = selfCheckInElectron(
    fixture.electron.api,
    {
      argv: ['/opt/trapdoom', '--self-check', '--json', `--user-data=${fixture.userData}`, ...argv],
      from: import.meta.dirname,
      resources: fixture.folder,
      folder: fixture.folder,
      patience: 0,
    },
    { out: { line: print, error: print }, ...(timeLimitMs !== undefined && { timeLimitMs }) },
  );
  return { done, lines, result: () => JSON.parse(lines.at(-1)!) as Record<string, unknown> };
}

/** Plays the engine process with this number. Resolves with what it is to play. */
async function engine(number: number, end: SessionEnd) {
  await expect.poll(() => fixture.electron.children.length, { timeout: 10_000 }).toBe(number + 1);
  const child = fixture.electron.children[number]!;
  child.events.emit('message', { type: 'ready', version: PROTOCOL_VERSION });
  child.events.emit('message', { type: 'started', title: 'Freedoom' });
  child.events.emit('message', { type: 'ended', end });
  child.events.emit('exit', 0);
  const [start] = child.posted.map(({ message }) => message as ControlRequest);
  return start?.type === 'start' ? start.config : undefined;
}

const folderOf = (calls: readonly string[]) =>
  calls.find((call) => call.startsWith('setPath'))!.replace('setPath userData ', '');

describe('issue 10, 3: a self-check in Electron', () => {
  it('opens the window in a folder of its own, plays on each backend, and exits with 0', async () => {
    const { done, result } = check();
    // Before `ready`, as Electron wants it: nothing was waited for.
    expect(fixture.electron.schemes).toHaveLength(1);
    expect(folderOf(fixture.electron.calls)).not.toContain(fixture.userData);
    for (const [number, backend] of ['singlepass', 'native', 'interpreter'].entries())
      expect(await engine(number, DONE)).toMatchObject({ backend, check: { frames: 70 } });
    await done;
    expect(fixture.electron.exitCode).toBe(0);
    expect(result()).toMatchObject({ ok: true, shell: 'electron', shown: { native: 4 } });
    expect(fixture.electron.loaded).toEqual(['app://trapdoom/']);
    expect(fixture.electron.page.posted.map(({ channel }) => channel)).toEqual(
      Array(3).fill('trapdoom:player-port'),
    );
    expect([existsSync(fixture.userData), existsSync(folderOf(fixture.electron.calls))]).toEqual([
      false,
      false,
    ]);
  });

  it('says that an engine process died, and exits with 1', async () => {
    const { done, result } = check();
    await expect.poll(() => fixture.electron.children.length, { timeout: 10_000 }).toBe(1);
    fixture.electron.children[0]!.events.emit('exit', 133);
    await done;
    expect(fixture.electron.exitCode).toBe(1);
    expect(result()['problem']).toMatch(/^singlepass: .*process-gone.*exit code 133/);
  });

  it('fails, without a dialog, when its window is closed', async () => {
    const { done, result } = check();
    await expect.poll(() => fixture.electron.children.length, { timeout: 10_000 }).toBe(1);
    fixture.electron.closeWindow();
    fixture.electron.appEvents.emit('will-quit', preventable({}));
    fixture.electron.children[0]!.events.emit('exit', 0);
    await done;
    expect([fixture.electron.exitCode, fixture.electron.errorBoxes]).toEqual([1, []]);
    expect(result()['ok']).toBe(false);
  });

  it('fails, without a dialog, when its page crashes again and again', async () => {
    const { done, result } = check();
    await expect.poll(() => fixture.electron.children.length, { timeout: 10_000 }).toBe(1);
    for (let i = 0; i < 4; i++) fixture.electron.page.crash('crashed');
    fixture.electron.children[0]!.events.emit('exit', 0);
    await done;
    expect([fixture.electron.exitCode, fixture.electron.errorBoxes]).toEqual([1, []]);
    expect(result()['ok']).toBe(false);
  });

  it('fails when a page does not load, and when it takes too long', async () => {
    fixture.electron.slowLoad = true;
    const { done, result } = check([], 300);
    await done;
    expect([fixture.electron.exitCode, result()['problem']]).toEqual([
      1,
      'opening the window: not done after 0.3 seconds.',
    ]);
  });

  it.each([
    ['--shell=headless', 'This program’s self-check runs in Electron: it takes no --shell=headless.'],
    ['--shell=x', '--shell must be headless, browser, electron, not “x”.'],
  ])('refuses %s with status 2', async (argument, message) => {
    const { done, lines } = check([argument]);
    await done;
    expect([fixture.electron.exitCode, lines]).toEqual([2, [message]]);
  });
});
