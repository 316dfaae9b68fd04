import { z } from 'zod';
import type { FunctionTable } from '../../functions.ts';
import { count, pointer, requireState } from '../../state.ts';
import type { SdlCore } from '../core.ts';

/** SDL_GetPerformanceFrequency: the counter counts microseconds of the session's clock. */
const COUNTER_HZ = 1_000_000;

/** The most timers that a game has at a time. */
const TIMERS_MAX = 1024;

/** A callback and when it is due. SDL calls it with its interval and takes the next one from what it returns; 0 ends it. */
const timer = z.strictObject({
  id: count,
  interval: z.number().min(0),
  due: z.number(),
  callback: pointer,
  parameter: pointer,
});
type Timer = z.infer<typeof timer>;

export const timersState = z.strictObject({ nextId: count, timers: z.array(timer).max(TIMERS_MAX) });
export type TimersState = z.infer<typeof timersState>;

/**
 * SDL_timer.h. SDL runs timers on a thread of its own; here they run whenever the game lets time pass or asks for events, which every
 * game does, in the order they are due.
 */
export class Timers {
  readonly #core: SdlCore;
  readonly #playSound: () => void;
  readonly #timers = new Map<number, Timer>();
  #nextId = 1;
  #running = false;

  constructor(core: SdlCore, playSound: () => void) {
    this.#core = core;
    this.#playSound = playSound;
  }

  /** All that other threads would do: timers, then sound. */
  background(): void {
    this.run();
    this.#playSound();
  }

  /**
   * Calls the callbacks that are due up to `time`; default: now. Sound may be mixed ahead of the session's time. They are due again an
   * interval after the session's time. A callback that waits does not start others.
   */
  run(time?: number): void {
    if (this.#timers.size === 0 || this.#running) return;
    this.#running = true;
    try {
      const now = this.#core.platform.now();
      const until = Math.max(now, time ?? now);
      const due = [...this.#timers.values()].filter((timer) => timer.due <= until);
      for (const timer of due.sort((a, b) => a.due - b.due || a.id - b.id)) {
        if (!this.#timers.has(timer.id)) continue;
        const answer = this.#core.memory.guest.callPointer(timer.callback, timer.interval, timer.parameter);
        timer.interval = Number(answer ?? 0) >>> 0;
        timer.due = now + timer.interval;
        if (timer.interval === 0) this.#timers.delete(timer.id);
      }
    } finally {
      this.#running = false;
    }
  }

  /** Throws HostStateError while a timer's callback runs. */
  capture(): TimersState {
    requireState(!this.#running, 'a state cannot be captured while the callback of a timer runs');
    return { nextId: this.#nextId, timers: [...this.#timers.values()].map((timer) => ({ ...timer })) };
  }

  restore({ nextId, timers }: TimersState): void {
    this.#nextId = nextId;
    this.#timers.clear();
    for (const timer of timers) this.#timers.set(timer.id, { ...timer });
  }

  functions(): FunctionTable {
    const { platform } = this.#core;
    return {
      SDL_GetTicks: ['()->i32', () => this.#core.ticks()],
      SDL_GetTicks64: ['()->i64', () => BigInt(Math.floor(platform.now()))],
      SDL_GetPerformanceCounter: ['()->i64', () => BigInt(Math.floor(platform.now() * (COUNTER_HZ / 1000)))],
      SDL_GetPerformanceFrequency: ['()->i64', () => BigInt(COUNTER_HZ)],
      SDL_Delay: [
        '(i32)->',
        (milliseconds: number) => {
          platform.delay(milliseconds >>> 0);
          this.background();
        },
      ],
      SDL_AddTimer: [
        '(i32,i32,i32)->i32',
        (interval: number, callback: number, parameter: number) => {
          if (this.#timers.size >= TIMERS_MAX) return this.#core.outOfMemory();
          const id = this.#nextId++;
          const due = platform.now() + (interval >>> 0);
          this.#timers.set(id, { id, interval: interval >>> 0, due, callback, parameter });
          return id;
        },
      ],
      SDL_RemoveTimer: ['(i32)->i32', (id: number) => (this.#timers.delete(id) ? 1 : 0)],
    };
  }
}
