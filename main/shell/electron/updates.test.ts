import net from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { LATEST_RELEASE } from '../../updates/latest-release.ts';
import { StartFixture } from './start/start-fixture.ts';

const fixture = StartFixture.use();
afterEach(() => {
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
});

describe('issue 10, 6: what Electron’s main process sends', () => {
  it('is nothing, until the player turns the look for newer versions on', async () => {
    const ask = vi.fn(async () => new Response('{"tag_name":"v99.0.0"}'));
    vi.stubGlobal('fetch', ask);
    const connect = vi.spyOn(net.Socket.prototype, 'connect');
    await fixture.run();
    await fixture.play();
    await fixture.electron.ask('settings.update', { volume: 50 });
    expect([ask.mock.calls, connect.mock.calls]).toEqual([[], []]);
    expect((await fixture.state()).settings.checkForUpdates).toBe(false);
    await fixture.electron.ask('settings.update', { checkForUpdates: true });
    await expect.poll(() => ask.mock.calls).toHaveLength(1);
    expect((ask.mock.calls as unknown[][])[0]![0]).toBe(LATEST_RELEASE);
    await expect
      .poll(async () => (await fixture.state()).notices)
      .toContainEqual({
        code: 'newer-version',
        params: expect.objectContaining({ latest: '99.0.0' }),
      });
    fixture.electron.children[0]!.events.emit('exit', 0);
  });
});
