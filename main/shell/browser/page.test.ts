import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { LauncherState } from '../../protocol/launcher.ts';
import { decode, encode, type ServerMessage, serverMessage } from '../../protocol/wire.ts';
import type { LauncherEventListener, LauncherPort } from '../shell.ts';
import { connectPage } from './page.ts';
import { PlayerRelay } from './player-relay.ts';

/** The part of a WebSocket that a page uses. */
class SocketDouble extends EventEmitter {
  readyState: number = WebSocket.OPEN;
  readonly sent: ServerMessage[] = [];
  closed: number | undefined;
  send(data: Uint8Array): void {
    this.sent.push(serverMessage.parse(decode(data)));
  }
  close(code: number): void {
    this.closed = code;
  }
  receive(data: Uint8Array, isBinary = true): void {
    this.emit('message', Buffer.from(data), isBinary);
  }
}

let socket: SocketDouble;
let emit: LauncherEventListener | undefined;
const launcher: LauncherPort = {
  request: async (name, argument) => {
    if (name === 'fail') throw new Error('No, because.');
    if (name === 'odd') return 1n;
    return { name, argument };
  },
  onEvent: (listener) => {
    emit = listener;
    return () => (emit = undefined);
  },
  notify: () => {},
  openWad: async () => {},
  close: async () => {},
};

beforeEach(() => {
  socket = new SocketDouble();
  connectPage(socket as unknown as WebSocket, launcher, new PlayerRelay());
});

describe('connectPage', () => {
  it('answers requests, bytes included', async () => {
    const argument = { bytes: new Uint8Array([1, 2]) };
    socket.receive(encode({ kind: 'request', id: 4, name: 'wad.upload', argument }));
    await expect
      .poll(() => socket.sent)
      .toEqual([{ kind: 'answer', id: 4, ok: true, value: { name: 'wad.upload', argument } }]);
  });

  it('hands a refusal’s message to the page', async () => {
    socket.receive(encode({ kind: 'request', id: 5, name: 'fail' }));
    await expect.poll(() => socket.sent).toEqual([{ kind: 'refused', id: 5, message: 'No, because.' }]);
  });

  it('refuses what it cannot send, instead of falling over it', async () => {
    socket.receive(encode({ kind: 'request', id: 6, name: 'odd' }));
    await expect
      .poll(() => socket.sent)
      .toEqual([{ kind: 'refused', id: 6, message: 'a bigint does not travel' }]);
  });

  it('forwards events until the page leaves', () => {
    emit!('state', { version: 'x' } as LauncherState);
    expect(socket.sent).toEqual([{ kind: 'event', name: 'state', payload: { version: 'x' } }]);
    socket.readyState = WebSocket.CLOSED;
    socket.emit('close');
    expect(emit).toBeUndefined();
  });

  it.each([
    ['text', encode({ kind: 'request', id: 1, name: 'state' }), false],
    ['rubbish', new Uint8Array([1, 2, 3]), true],
    ['another message', encode({ kind: 'event', name: 'state', payload: 1 }), true],
  ])('closes a connection that sends %s', (_what, data, isBinary) => {
    socket.receive(data, isBinary);
    expect(socket.closed).toBe(1003);
  });
});
