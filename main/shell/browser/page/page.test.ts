import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import type { StateChanges } from '../../../protocol/launcher.ts';
import type { Message } from '../../../protocol/messages.ts';
import { Refusal } from '../../../protocol/refusal.ts';
import { decode, encode, type ServerMessage, serverMessage } from '../../../protocol/wire.ts';
import type { LauncherEventListener, LauncherPort } from '../../shell.ts';
import { type PageEnd, Pages } from './page.ts';
import { PlayerRelay } from './player-relay.ts';

/** The part of a WebSocket that a page uses. */
class SocketDouble extends EventEmitter {
  readyState: number = WebSocket.OPEN;
  readonly sent: ServerMessage[] = [];
  closed: number | undefined;
  /** Calls of messages that were not written yet, while the peer does not read. */
  readonly waiting: (() => void)[] = [];
  reads = true;
  send(data: Uint8Array, written: () => void = () => {}): void {
    this.sent.push(serverMessage.parse(decode(data)));
    if (this.reads) written();
    else this.waiting.push(written);
  }
  terminate(): void {
    this.readyState = WebSocket.CLOSED;
    this.emit('close');
  }
  close(code = 1005): void {
    this.closed = code;
  }
  receive(data: Uint8Array, isBinary = true): void {
    this.emit('message', Buffer.from(data), isBinary);
  }
}

let socket: SocketDouble;
let pages: Pages;
let ends: PageEnd[];
let asked: string[];
let emit: LauncherEventListener | undefined;
const launcher: LauncherPort = {
  request: async (name, argument) => {
    asked.push(name);
    if (name === 'fail') throw new Refusal({ code: 'wad-in-use', params: {} });
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
  pages = new Pages(launcher, new PlayerRelay(), { told: 10_000, answers: 100_000 });
  ends = [];
  asked = [];
  connect(socket);
});

function connect(page: SocketDouble): SocketDouble {
  pages.connect(page as unknown as WebSocket, (how) => ends.push(how));
  return page;
}

describe('a page', () => {
  it('answers requests, bytes included', async () => {
    const argument = { bytes: new Uint8Array([1, 2]) };
    socket.receive(encode({ kind: 'request', id: 4, name: 'wad.upload', argument }));
    await expect
      .poll(() => socket.sent)
      .toEqual([{ kind: 'answer', id: 4, ok: true, value: { name: 'wad.upload', argument } }]);
  });

  it('hands a refusal to the page by its code', async () => {
    socket.receive(encode({ kind: 'request', id: 5, name: 'fail' }));
    await expect
      .poll(() => socket.sent)
      .toEqual([{ kind: 'refused', id: 5, message: { code: 'wad-in-use', params: {} } }]);
  });

  it('refuses what it cannot send, instead of falling over it', async () => {
    socket.receive(encode({ kind: 'request', id: 6, name: 'odd' }));
    await expect
      .poll(() => socket.sent)
      .toMatchObject([{ kind: 'refused', id: 6, message: { code: 'unexpected' } }]);
    expect(JSON.stringify(socket.sent)).toContain('a bigint does not travel');
  });

  it('forwards events until the page leaves', () => {
    emit!('changes', { revision: 1 });
    expect(socket.sent).toEqual([{ kind: 'event', name: 'changes', payload: { revision: 1 } }]);
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

  it('keeps what the wire cannot carry from failing in the launcher’s code', () => {
    const error = vi.spyOn(console, 'error').mockImplementation(() => {});
    expect(() => emit!('changes', { revision: 1n } as unknown as StateChanges)).not.toThrow();
    expect(error).toHaveBeenCalledWith(expect.stringContaining('a bigint does not travel'));
    error.mockRestore();
  });

  it('survives an error of its socket', () => {
    expect(() => socket.emit('error', new Error('ECONNRESET'))).not.toThrow();
  });

  it('issue 9, 1.1: is told why the launcher ends, also if it comes later, and asks for nothing more', async () => {
    const message: Message = { code: 'launcher-failed', params: { detail: 'it broke' } };
    pages.end(message);
    expect(socket.sent.at(-1)).toEqual({ kind: 'ending', message });
    socket.receive(encode({ kind: 'request', id: 7, name: 'play' }));
    const late = connect(new SocketDouble());
    expect(late.sent).toEqual([{ kind: 'ending', message }]);
    expect(late.closed).toBe(1005);
    late.receive(encode({ kind: 'request', id: 8, name: 'play' }));
    expect(asked).toEqual([]);
  });
});

describe('issue 9, 1.4: a page that does not read', () => {
  const event = () =>
    emit?.('changes', {
      revision: 1,
      notices: [{ code: 'control-unknown', params: { name: 'x'.repeat(1000) } }],
    });

  it('is disconnected when more waits for it than the limit, and gets no more', () => {
    socket.reads = false;
    for (let i = 0; i < 100; i++) event();
    expect(ends).toEqual(['dropped']);
    const bytes = socket.sent.reduce((sum, message) => sum + encode(message).length, 0);
    expect(bytes).toBeLessThan(13_000);
  });

  it('tells the page that reconnects why it was disconnected, once', () => {
    socket.reads = false;
    for (let i = 0; i < 100; i++) event();
    const told = {
      kind: 'event',
      name: 'message',
      payload: { kind: 'info', message: { code: 'window-dropped', params: {} } },
    };
    expect(connect(new SocketDouble()).sent).toEqual([told]);
    expect(connect(new SocketDouble()).sent).toEqual([]);
  });

  it('stays if it is only slow', () => {
    socket.reads = false;
    for (let i = 0; i < 100; i++) {
      event();
      for (const written of socket.waiting.splice(0, 1)) written();
    }
    expect(ends).toEqual([]);
    expect(socket.sent).toHaveLength(100);
  });

  it('gets one answer of any size, and events meanwhile', async () => {
    socket.reads = false;
    const argument = { bytes: new Uint8Array(1_000_000) };
    socket.receive(encode({ kind: 'request', id: 1, name: 'home.export', argument }));
    await expect.poll(() => socket.sent).toHaveLength(1);
    event();
    expect(ends).toEqual([]);
    socket.receive(encode({ kind: 'request', id: 2, name: 'home.export', argument }));
    await expect.poll(() => ends).toEqual(['dropped']);
  });
});
