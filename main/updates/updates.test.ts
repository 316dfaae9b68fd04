import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { messageText } from '../protocol/texts/index.ts';
import { isNewer, LATEST_RELEASE } from './latest-release.ts';
import { Updates } from './updates.ts';

const NOON = Date.parse('2026-11-30T12:00:00Z');
const HOUR = 60 * 60 * 1000;

let userData: string;
let now: number;
let wanted: boolean;
const notices: string[] = [];
const ask = vi.fn<(url: string, options: RequestInit) => Promise<Response>>();

beforeEach(async () => {
  userData = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-updates-'));
  now = NOON;
  wanted = true;
  notices.length = 0;
  ask.mockReset().mockImplementation(async () => release('v0.2.0'));
  vi.stubGlobal('fetch', ask);
  vi.spyOn(console, 'error').mockImplementation(() => {});
});
afterEach(async () => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  await rm(userData, { recursive: true, force: true });
});

const release = (tag: unknown) => new Response(JSON.stringify({ tag_name: tag, body: 'words', assets: [] }));
const updates = (version = '0.1.0') =>
  new Updates({
    userData,
    version,
    wanted: () => wanted,
    notify: (notice) => void notices.push(messageText(notice)),
    now: () => now,
  });
const NOTICE =
  'Trapdoom 0.2.0 is available; you have 0.1.0. Download it at https://github.com/trapdoom/trapdoom/releases.';

describe('issue 10, 6: newer versions', () => {
  it('are not asked for unless the player wants that', async () => {
    wanted = false;
    await updates().check();
    expect(ask).not.toHaveBeenCalled();
    await expect(readFile(path.join(userData, 'updates.json'))).rejects.toThrow('ENOENT');
  });

  it('are asked for at one address, and told of', async () => {
    await updates().check();
    expect(notices).toEqual([NOTICE]);
    expect(ask).toHaveBeenCalledTimes(1);
    const [url, options] = ask.mock.calls[0]!;
    expect(url).toBe(LATEST_RELEASE);
    // Nothing of the player's or of this version goes along.
    expect(options).toMatchObject({ redirect: 'error', credentials: 'omit' });
    expect(options.headers).toEqual({ accept: 'application/vnd.github+json', 'user-agent': 'Trapdoom' });
    expect(options.body).toBeUndefined();
  });

  it('are asked for once a day, and told of at each start', async () => {
    await updates().check();
    now += 23 * HOUR;
    await updates().check();
    expect(ask).toHaveBeenCalledTimes(1);
    expect(notices).toEqual([NOTICE, NOTICE]);
    now += HOUR;
    await updates().check();
    expect(ask).toHaveBeenCalledTimes(2);
    // The clock was put back.
    now = NOON - 100 * HOUR;
    await updates().check();
    expect(ask).toHaveBeenCalledTimes(3);
  });

  it('are asked for once, however often the setting is clicked', async () => {
    const one = updates();
    await Promise.all([one.check(), one.check()]);
    await one.check();
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it.each(['0.2.0', '0.10.0', '1.0.0'])('say nothing to version %s', async (version) => {
    await updates(version).check();
    expect(notices).toEqual([]);
  });

  it.each<[string, () => Promise<Response>]>([
    ['no network', () => Promise.reject(new TypeError('fetch failed'))],
    ['an error', async () => new Response('rate limit', { status: 403 })],
    ['no JSON', async () => new Response('<html>')],
    ['another document', async () => new Response('[]')],
    ['a tag that is text for the player', async () => release('v9.9.9 <b>Call 555</b>')],
    ['a tag with an address', async () => release('https://evil.example/9.9.9')],
    ['a number for a tag', async () => release(9)],
    ['an answer without end', async () => new Response(endless())],
  ])('are no error to the player: %s', async (_what, respond) => {
    ask.mockImplementation(respond);
    await updates().check();
    expect(notices).toEqual([]);
    expect(console.error).toHaveBeenCalledExactlyOnceWith(
      expect.stringMatching(/^No newer version could be looked for: /),
    );
    // It counts as this day's.
    await updates().check();
    expect(ask).toHaveBeenCalledTimes(1);
  });

  it('are not asked for where it cannot be kept that they were', async () => {
    await writeFile(path.join(userData, 'file'), '');
    const nowhere = new Updates({
      userData: path.join(userData, 'file'),
      version: '0.1.0',
      wanted: () => true,
      notify: (notice) => void notices.push(messageText(notice)),
    });
    await nowhere.check();
    expect([ask.mock.calls, notices]).toEqual([[], []]);
  });

  it('let the launcher end while the answer is awaited', async () => {
    ask.mockImplementation(
      (_url, { signal }) =>
        new Promise((_resolve, reject) => signal!.addEventListener('abort', () => reject(signal!.reason))),
    );
    const one = updates();
    const checking = one.check();
    await expect.poll(() => ask.mock.calls.length).toBe(1);
    await one.close();
    await checking;
    expect(console.error).not.toHaveBeenCalled();
  });

  it.each([
    ['1.2.4', '1.2.3', true],
    ['1.10.0', '1.9.9', true],
    ['1.2.3', '1.2.3', false],
    ['1.2.3', '2.0.0', false],
    ['1.2.3', '1.2.3-beta', false],
    ['', '1.2.3', false],
  ])('%s after %s: %s', (one, other, expected) => {
    expect(isNewer(one, other)).toBe(expected);
  });
});

/** Far more than is read. */
function endless(): ReadableStream<Uint8Array> {
  return new ReadableStream({ pull: (controller) => controller.enqueue(new Uint8Array(65_536)) });
}
