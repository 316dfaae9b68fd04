import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LogLine, SessionConfig } from '../../engine/session/protocol.ts';
import { told } from '../protocol/texts/told-fixture.ts';
import { EngineDouble, someStats } from '../shell/shell-double.ts';
import { LOG_LIMIT, Session } from './session.ts';

const config: SessionConfig = {
  module: '/m.wasm',
  wads: ['/a.wad'],
  home: '/h',
  backend: 'singlepass',
  args: [],
};
let engine: EngineDouble;
let session: Session;
let changes: string[];
let forwarded: LogLine[];

beforeEach(() => {
  vi.useFakeTimers();
  engine = new EngineDouble();
  changes = [];
  forwarded = [];
  session = new Session(config, 'Doom', engine, {
    changed: ({ status, paused }) => changes.push(paused ? `${status}, paused` : status),
    log: (lines) => forwarded.push(...lines),
    stats: () => {},
  });
});
afterEach(() => {
  vi.useRealTimers();
});

const beat = (paused = false) => engine.say({ type: 'heartbeat', paused });

describe('Session', () => {
  it('issue 9, 3.1: ends a module that stands still for want of a WAD in words, not as a hang', () => {
    engine.say({ type: 'ready', version: 1 });
    engine.say({ type: 'started', title: 'Doom' });
    const params = { names: ['doom2.wad'] };
    engine.say({ type: 'notice', kind: 'log', message: { code: 'wads-missing', params } });
    expect(session.log.at(-1)?.text).toContain('looks for a WAD that is missing: “doom2.wad”');
    vi.advanceTimersByTime(20_000);
    expect(session.end).toMatchObject({
      cause: 'game-error',
      message: { code: 'stood-still-without-wads', params },
    });
  });

  it('sends the start message when the process is ready, and runs when it says so', () => {
    expect(engine.posted).toEqual([]);
    engine.say({ type: 'ready', version: 1 });
    expect(engine.posted).toEqual([{ type: 'start', version: 1, config }]);
    engine.say({ type: 'started', title: 'Freedoom' });
    expect(session).toMatchObject({ status: 'running', title: 'Freedoom' });
    expect(changes).toEqual(['running']);
  });

  it.each([
    ['quit', { cause: 'quit', message: { code: 'game-quit', params: {} }, exitCode: 0 }],
    [
      'game-error',
      {
        cause: 'game-error',
        message: { code: 'game-words', params: { text: 'W_GetNumForName: FOO not found!' } },
        exitCode: 255,
      },
    ],
    [
      'trap',
      {
        cause: 'trap',
        message: { code: 'trapped', params: { detail: 'out of bounds memory access' } },
        trap: {
          code: 'memory-out-of-bounds',
          message: 'out of bounds memory access (address 70000)',
          operands: { address: 70000, size: 4, limit: 65536 },
          frames: [{ funcIndex: 7, name: 'P_MobjThinker', offset: 1234 }],
        },
      },
    ],
  ])('ends with what the process says: %s', async (_cause, end) => {
    engine.run().say({ type: 'ended', end, lastFrame: new Uint8Array([1]) });
    await session.ended;
    expect(session.end).toEqual(end);
    expect(session.lastFrame).toEqual(new Uint8Array([1]));
    engine.exit('exit code 0');
    vi.advanceTimersByTime(60_000);
    expect(session.end).toEqual(end);
    expect(engine.killed).toBe(false);
    expect(changes).toEqual(['running', 'ended']);
  });

  it('kills a process that said goodbye and stays', () => {
    engine
      .run()
      .say({ type: 'ended', end: { cause: 'quit', message: { code: 'game-words', params: { text: '' } } } });
    vi.advanceTimersByTime(2000);
    expect(engine.killed).toBe(true);
    expect(session.end!.cause).toBe('quit');
  });

  it('reports a process that is gone, at once', () => {
    engine.run().exit('signal SIGKILL');
    expect(told(session.end)).toEqual({
      cause: 'process-gone',
      message: expect.stringContaining('signal SIGKILL'),
    });
    expect(changes).toEqual(['running', 'ended']);
  });

  it('issue 9, 1.4: calls a process that V8 ended for want of memory out-of-memory', () => {
    engine.run();
    engine.print(
      '\n<--- Last few GCs --->\n\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n',
    );
    engine.print('----- Native stack trace -----\n\n 1: 0xb76dc5 node::OOMErrorHandler\n');
    engine.exit('signal SIGABRT');
    expect(told(session.end)).toEqual({
      cause: 'out-of-memory',
      message: expect.stringContaining('ran out of memory (signal SIGABRT)'),
    });
  });

  it('issue 9, 1.4: does not take a game’s own words for V8’s', () => {
    engine.run();
    const text = 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory';
    engine.say({ type: 'log', lines: [{ time: 1, stream: 'stderr', text }] });
    engine.exit('signal SIGKILL');
    expect(session.end!.cause).toBe('process-gone');
  });

  it('issue 9, 1.4: ends a process that took too much memory at once', () => {
    engine.run().say({
      type: 'ended',
      end: { cause: 'out-of-memory', message: { code: 'game-words', params: { text: 'too much' } } },
    });
    expect(session.end!.cause).toBe('out-of-memory');
    expect(engine.killed).toBe(true);
  });

  it('reports a process that was never ready', () => {
    engine.print('SyntaxError: something\n    at file.js\n');
    engine.exit('exit code 1');
    expect(session.end!.cause).toBe('process-gone');
    expect(session.log.map(({ stream, text }) => [stream, text])).toEqual([
      ['session', 'SyntaxError: something'],
      ['session', '    at file.js'],
    ]);
  });

  it('takes 5 s without heartbeat for a hang, ends the process and says so', () => {
    engine.run();
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(4900);
      beat();
    }
    expect(session.end).toBeUndefined();
    vi.advanceTimersByTime(5500);
    expect(engine.posted.at(-1)).toEqual({ type: 'stop' });
    vi.advanceTimersByTime(1500);
    expect(told(session.end)).toEqual({ cause: 'hang', message: expect.stringContaining('5 seconds') });
    expect(engine.killed).toBe(true);
  });

  it('takes the last picture of a game that hangs from its process, if that is alive', () => {
    engine.run();
    vi.advanceTimersByTime(5500);
    engine.say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: 'Stopped.' } } },
      lastFrame: new Uint8Array([9]),
    });
    expect(session.end!.cause).toBe('hang');
    expect(session.lastFrame).toEqual(new Uint8Array([9]));
  });

  it('expects nothing of a paused game', () => {
    engine.run();
    beat(true);
    vi.advanceTimersByTime(3_600_000);
    expect(session.end).toBeUndefined();
    beat(false);
    vi.advanceTimersByTime(7500);
    expect(session.end!.cause).toBe('hang');
    expect(changes).toEqual(['running', 'running, paused', 'running', 'ended']);
  });

  it('gives a game that starts more time, but not for ever', () => {
    engine.say({ type: 'ready', version: 1 });
    beat();
    vi.advanceTimersByTime(19_000);
    expect(session.end).toBeUndefined();
    vi.advanceTimersByTime(3000);
    expect(told(session.end)).toEqual({ cause: 'hang', message: expect.stringContaining('not started') });
  });

  it('stops when asked: by itself', async () => {
    engine.run();
    const stopped = session.stop();
    expect(engine.posted.at(-1)).toEqual({ type: 'stop' });
    engine.say({
      type: 'ended',
      end: { cause: 'quit', message: { code: 'game-words', params: { text: 'Stopped.' } } },
    });
    await stopped;
    expect(session.end!.message).toMatchObject({ params: { text: 'Stopped.' } });
  });

  it('stops when asked: before the process was ready', async () => {
    await session.stop();
    expect(session.end!.cause).toBe('quit');
    expect(engine.posted).toEqual([]);
    expect(engine.killed).toBe(true);
  });

  it('stops when asked: by force if need be', async () => {
    engine.run();
    const stopped = session.stop();
    vi.advanceTimersByTime(2000);
    await stopped;
    expect(session.end!.cause).toBe('quit');
    vi.advanceTimersByTime(2000);
    expect(engine.killed).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['another type', { type: 'hello' }],
    ['another version', { type: 'ready', version: 2 }],
    ['more than the protocol has', { type: 'heartbeat', paused: false, evil: 1 }],
    [
      'an unknown cause',
      { type: 'ended', end: { cause: 'boredom', message: { code: 'game-words', params: { text: '' } } } },
    ],
  ])('ends a process that says %s', (_what, message) => {
    engine.say(message);
    expect(session.end!.cause).toBe('host-error');
    expect(engine.killed).toBe(true);
    engine.say({ type: 'started', title: 'late' });
    expect(session.status).toBe('ended');
  });

  it('keeps the newest log lines and forwards all', () => {
    const lines = Array.from({ length: LOG_LIMIT + 5 }, (_, i) => ({
      time: i,
      stream: 'stdout',
      text: `line ${i}`,
    }));
    engine.run().say({ type: 'log', lines });
    expect(session.log).toHaveLength(LOG_LIMIT);
    expect(session.log[0]!.text).toBe('line 5');
    expect(forwarded).toHaveLength(LOG_LIMIT + 5);
  });

  it('shortens a line that does not end', () => {
    engine.run().say({ type: 'log', lines: [{ time: 1, stream: 'stdout', text: 'x'.repeat(1e6) }] });
    expect(session.log[0]!.text).toMatch(/^x{2000} …$/);
    expect(forwarded).toEqual(session.log);
  });

  it('keeps the last statistics', () => {
    engine.run().say({ type: 'stats', stats: someStats({ frames: 99 }) });
    expect(session.stats!.frames).toBe(99);
  });
});
