import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { connectParent, type ElectronPort, type ForkedProcess } from './endpoint.ts';

class FakeFork extends EventEmitter {
  readonly sent: unknown[] = [];
  readonly callbacks: (() => void)[] = [];
  send(message: unknown, callback?: () => void): boolean {
    this.sent.push(message);
    if (callback !== undefined) this.callbacks.push(callback);
    return true;
  }
}

class FakePort extends EventEmitter {
  readonly sent: unknown[] = [];
  postMessage(message: unknown): void {
    this.sent.push(message);
  }
}

describe('the ports of an engine process', () => {
  it('share one channel of a forked process', async () => {
    const fork = new FakeFork();
    const { control, player } = connectParent(fork as unknown as ForkedProcess);
    control.post('a');
    player.post('b');
    expect(fork.sent).toEqual([
      { port: 'control', message: 'a' },
      { port: 'player', message: 'b' },
    ]);
    const got: unknown[] = [];
    fork.emit('message', { port: 'player', message: 'early' });
    player.onMessage((message) => got.push(['player', message]));
    control.onMessage((message) => got.push(['control', message]));
    fork.emit('message', { port: 'control', message: 1 });
    fork.emit('message', 'nonsense');
    expect(got).toEqual([
      ['player', 'early'],
      ['control', 1],
      ['control', 'nonsense'],
    ]);
    let closed = false;
    const closing = control.close().then(() => {
      closed = true;
    });
    await Promise.resolve();
    expect(closed).toBe(false);
    for (const callback of fork.callbacks) callback();
    await closing;
  });

  it('end when the parent goes', () => {
    const fork = new FakeFork();
    const { control } = connectParent(fork as unknown as ForkedProcess);
    let ended = 0;
    control.onClose(() => ended++);
    fork.emit('disconnect');
    fork.emit('disconnect');
    expect(ended).toBe(1);
  });

  it('are two in Electron: the player port travels on the start message', () => {
    const parentPort = new FakePort();
    const window = new FakePort();
    const fork = Object.assign(new EventEmitter(), { parentPort: parentPort as unknown as ElectronPort });
    const { control, player } = connectParent(fork as unknown as ForkedProcess);
    const got: unknown[] = [];
    control.onMessage((message) => got.push(['control', message]));
    player.onMessage((message) => got.push(['player', message]));
    player.post('lost: there is no window yet');
    parentPort.emit('message', { data: 'start', ports: [window] });
    window.emit('message', { data: 'key', ports: [] });
    player.post('frame');
    control.post('started');
    expect(got).toEqual([
      ['control', 'start'],
      ['player', 'key'],
    ]);
    expect(window.sent).toEqual(['frame']);
    expect(parentPort.sent).toEqual(['started']);
  });

  it('need a parent', () => {
    expect(() => connectParent(new EventEmitter() as unknown as ForkedProcess)).toThrow('not by hand');
  });
});
