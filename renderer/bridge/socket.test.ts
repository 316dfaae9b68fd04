import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PlayerEvent } from '../../engine/session/protocol.ts';
import type { Message } from '../../main/protocol/messages.ts';
import { messageText } from '../../main/protocol/texts/index.ts';
import { decode, encode, type PageMessage, type ServerMessage } from '../../main/protocol/wire.ts';
import { STATE, testFrame } from '../../test/window/fixtures.ts';
import type { PlayerPort } from './connection.ts';
import { type Socket, SocketConnection } from './socket.ts';

class FakeSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  readonly sent: PageMessage[] = [];
  send(data: Uint8Array<ArrayBuffer>): void {
    this.sent.push(decode(data) as PageMessage);
  }
  closed = false;
  close(): void {
    this.closed = true;
  }
  readonly speakers: [session: number, speaker: MessagePort][] = [];
  sendSoundTo(session: number, speaker: MessagePort): void {
    this.speakers.push([session, speaker]);
  }
  receive(message: ServerMessage): void {
    this.onmessage?.({ data: encode(message).buffer });
  }
}

function setup() {
  const sockets: FakeSocket[] = [];
  const connection = new SocketConnection(() => {
    const socket = new FakeSocket();
    sockets.push(socket);
    return socket;
  });
  const statuses: string[] = [];
  const problems: string[] = [];
  connection.onStatus((status) => statuses.push(status));
  connection.onProblem((problem) => problems.push(messageText(problem)));
  return { connection, sockets, statuses, problems };
}

function opened() {
  const all = setup();
  const socket = all.sockets[0]!;
  socket.onopen?.();
  return { ...all, socket };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('SocketConnection', () => {
  it('keeps requests for when the connection is open, and matches answers by id', async () => {
    const { connection, sockets } = setup();
    const socket = sockets[0]!;
    const state = connection.request('state');
    const stop = connection.request('stop');
    expect(socket.sent).toEqual([]);
    socket.onopen?.();
    expect(socket.sent).toMatchObject([
      { kind: 'request', id: 0, name: 'state' },
      { kind: 'request', id: 1, name: 'stop' },
    ]);
    socket.receive({ kind: 'answer', id: 1, ok: true });
    socket.receive({ kind: 'answer', id: 0, ok: true, value: STATE });
    await expect(stop).resolves.toBeUndefined();
    await expect(state).resolves.toEqual(STATE);
  });

  it('carries files as bytes', () => {
    const { connection, socket } = opened();
    void connection.request('wad.upload', { name: 'a.wad', bytes: new Uint8Array([1, 2]) });
    expect(socket.sent).toEqual([
      {
        kind: 'request',
        id: 0,
        name: 'wad.upload',
        argument: { name: 'a.wad', bytes: new Uint8Array([1, 2]) },
      },
    ]);
  });

  it('rejects with the launcher’s words when refused', async () => {
    const { connection, socket } = opened();
    const play = connection.request('play', { iwad: 'x' });
    socket.receive({ kind: 'refused', id: 0, message: { code: 'wad-unknown', params: {} } });
    await expect(play).rejects.toThrow('This WAD is not in the library any more.');
  });

  it('rejects an answer that does not fit its schema', async () => {
    const { connection, socket } = opened();
    const state = connection.request('state');
    socket.receive({ kind: 'answer', id: 0, ok: true, value: { ...STATE, protocol: 2 } });
    await expect(state).rejects.toThrow(/does not understand the answer to “state”/);
  });

  it('sends a request once that is made as soon as the connection is open', () => {
    const { connection, sockets } = setup();
    connection.onStatus((status) => status === 'open' && void connection.request('state'));
    sockets[0]!.onopen?.();
    expect(sockets[0]!.sent).toHaveLength(1);
  });

  it('passes valid events on, and reports the others', () => {
    const { connection, socket, problems } = opened();
    const seen: unknown[] = [];
    connection.on('changes', (changes) => seen.push(changes));
    socket.receive({ kind: 'event', name: 'changes', payload: { revision: 1, session: null } });
    socket.receive({ kind: 'event', name: 'changes', payload: { revision: 2, library: 7 } });
    socket.receive({ kind: 'event', name: 'toString', payload: null });
    expect(seen).toEqual([{ revision: 1, session: null }]);
    expect(problems).toEqual([
      expect.stringContaining('the event “changes”'),
      expect.stringContaining('the event “toString”'),
    ]);
  });

  it('reports what is no message at all', () => {
    const { socket, problems } = opened();
    socket.onmessage?.({ data: 'text' });
    socket.onmessage?.({ data: new Uint8Array([1, 2, 3]).buffer });
    expect(problems).toHaveLength(2);
  });

  it('connects again after a break, and tells so', () => {
    const { sockets, statuses, connection } = opened();
    sockets[0]!.onclose?.();
    expect(connection.status).toBe('reconnecting');
    vi.advanceTimersByTime(200);
    expect(sockets).toHaveLength(2);
    sockets[1]!.onopen?.();
    expect(statuses).toEqual(['open', 'reconnecting', 'open']);
  });

  it('rejects what waits when the connection breaks, and what comes before it is back', async () => {
    const { connection, socket } = opened();
    const waiting = connection.request('stop');
    socket.onclose?.();
    await expect(waiting).rejects.toThrow('broke before it responded');
    await expect(connection.request('stop')).rejects.toThrow('Try again');
  });

  it('gives up after a few attempts for good', async () => {
    const { sockets, connection } = opened();
    for (let i = 0; i < sockets.length; i++) {
      sockets[i]!.onclose?.();
      vi.runAllTimers();
    }
    expect(sockets).toHaveLength(5);
    expect(connection.status).toBe('lost');
    await expect(connection.request('state')).rejects.toMatchObject({ told: { code: 'launcher-ended' } });
  });

  it('opens a player port, checks its messages, and sends the player’s', () => {
    const { connection, socket, problems } = opened();
    const events: PlayerEvent[] = [];
    let port: PlayerPort | undefined;
    connection.onPlayerPort((opens) => {
      port = opens;
      port.listen((event) => events.push(event));
    });
    socket.receive({ kind: 'player-open', session: 4 });
    socket.receive({ kind: 'player', session: 4, message: testFrame(1) });
    socket.receive({ kind: 'player', session: 3, message: testFrame(2) });
    const cut = { ...testFrame(3), pixels: new Uint8Array(5) };
    socket.receive({ kind: 'player', session: 4, message: cut });
    expect(events).toEqual([testFrame(1)]);
    expect(problems).toEqual([expect.stringContaining('pixels and palette do not fit the size')]);

    port?.post({ type: 'frame-ack', seq: 1 });
    expect(socket.sent).toEqual([{ kind: 'player', session: 4, message: { type: 'frame-ack', seq: 1 } }]);
    const { port1 } = new MessageChannel();
    port?.sendSoundTo?.(port1);
    expect(socket.speakers).toEqual([[4, port1]]);
    socket.receive({ kind: 'player-close', session: 4 });
    port?.post({ type: 'pause' });
    expect(socket.sent).toHaveLength(1);
  });

  it('gives a port that opened earlier to a listener that comes later, with what it has to say', () => {
    const { connection, socket } = opened();
    socket.receive({ kind: 'player-open', session: 1 });
    socket.receive({ kind: 'player', session: 1, message: { type: 'title', title: 'Doom' } });
    const events: PlayerEvent[] = [];
    connection.onPlayerPort((port) => port.listen((event) => events.push(event)));
    expect(events).toEqual([{ type: 'title', title: 'Doom' }]);
  });

  it('issue 9, 1.1: says why the launcher ended, and does not reconnect', async () => {
    const { connection, socket, sockets } = opened();
    const waiting = connection.request('stop');
    const message: Message = { code: 'launcher-failed', params: { detail: 'it broke' } };
    socket.receive({ kind: 'ending', message });
    expect(connection.status).toBe('lost');
    expect(connection.loss).toEqual({ title: 'Trapdoom has ended', message });
    expect(socket.closed).toBe(true);
    await expect(waiting).rejects.toThrow('broke before it responded');
    await expect(connection.request('stop')).rejects.toThrow('has to end: it broke. The game was stopped');
    vi.runAllTimers();
    expect(sockets).toHaveLength(1);
  });
});
