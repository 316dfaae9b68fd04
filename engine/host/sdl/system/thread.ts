import { z } from 'zod';
import type { FunctionTable } from '../../functions.ts';
import { count } from '../../state.ts';
import type { SdlCore } from '../core.ts';
import { type Handles, handle } from '../handles.ts';

class Mutex {
  locks = 0;
}

class Condition {
  readonly kind = 'condition';
}

export const threadsState = z.strictObject({
  mutexes: z.array(z.strictObject({ handle, locks: count })),
  conditions: z.array(handle),
});
export type ThreadsState = z.infer<typeof threadsState>;

/** The mutexes and conditions among a game's objects. */
export function captureThreads(handles: Handles): ThreadsState {
  return {
    mutexes: [...handles.all(Mutex)].map(([handle, { locks }]) => ({ handle, locks })),
    conditions: [...handles.all(Condition)].map(([handle]) => handle),
  };
}

/** The objects of a state, by handle. */
export function restoredThreads({ mutexes, conditions }: ThreadsState): [number, object][] {
  return [
    ...mutexes.map(({ handle, locks }): [number, object] => [handle, Object.assign(new Mutex(), { locks })]),
    ...conditions.map((handle): [number, object] => [handle, new Condition()]),
  ];
}

const MUTEX_TIMEDOUT = 1;
/** How long a wait lets pass before it wakes up: conditions may wake without a signal, and callers check what they wait for. */
const WAKE_MS = 1;

/**
 * SDL_mutex.h and SDL_thread.h for a game of one thread: a mutex counts, is never contended, and no thread can be started, as in an SDL
 * that was built without them. `background` is what other threads would do meanwhile: audio callbacks and timers run there.
 */
export function threadFunctions(core: SdlCore, background: () => void): FunctionTable {
  const { handles, memory, platform } = core;

  const lock = (handle: number): number => {
    const mutex = handles.get(handle, Mutex);
    if (mutex === undefined) return core.invalid('mutex');
    mutex.locks++;
    core.locks++;
    return 0;
  };

  const unlock = (handle: number): number => {
    const mutex = handles.get(handle, Mutex);
    if (mutex === undefined) return core.invalid('mutex');
    if (mutex.locks === 0) return core.fail('mutex not owned by this thread');
    mutex.locks--;
    core.locks--;
    return 0;
  };

  const signal = (handle: number): number =>
    handles.get(handle, Condition) === undefined ? core.invalid('cond') : 0;

  const wait = (condition: number, mutex: number, milliseconds: number): number => {
    if (handles.get(condition, Condition) === undefined) return core.invalid('cond');
    if (handles.get(mutex, Mutex) === undefined) return core.invalid('mutex');
    platform.delay(Math.min(milliseconds, WAKE_MS));
    background();
    return 0;
  };

  return {
    SDL_CreateMutex: ['()->i32', () => core.handle(new Mutex())],
    SDL_DestroyMutex: [
      '(i32)->',
      (handle: number) => {
        core.locks -= handles.get(handle, Mutex)?.locks ?? 0;
        handles.delete(handle);
      },
    ],
    SDL_LockMutex: ['(i32)->i32', lock],
    SDL_TryLockMutex: ['(i32)->i32', lock],
    SDL_UnlockMutex: ['(i32)->i32', unlock],
    SDL_CreateCond: ['()->i32', () => core.handle(new Condition())],
    SDL_DestroyCond: ['(i32)->', (handle: number) => handles.delete(handle)],
    SDL_CondSignal: ['(i32)->i32', signal],
    SDL_CondBroadcast: ['(i32)->i32', signal],
    SDL_CondWait: ['(i32,i32)->i32', (condition: number, mutex: number) => wait(condition, mutex, WAKE_MS)],
    SDL_CondWaitTimeout: [
      '(i32,i32,i32)->i32',
      (condition: number, mutex: number, milliseconds: number) => {
        const result = wait(condition, mutex, milliseconds >>> 0);
        return result === 0 && milliseconds >>> 0 <= WAKE_MS ? MUTEX_TIMEDOUT : result;
      },
    ],
    SDL_CreateThread: [
      '(i32,i32,i32)->i32',
      (_run: number, name: number) => {
        const problem = 'Threads are not supported on this platform';
        platform.log(`The game could not start its thread “${memory.text(name)}”: ${problem}`);
        return core.failNull(problem);
      },
    ],
    // Threads that never were have ended.
    SDL_WaitThread: ['(i32,i32)->', (_thread: number, status: number) => memory.setOut(status, -1)],
    SDL_SetThreadPriority: ['(i32)->i32', () => 0],
    // SDL_atomic.h. One thread has nobody to take turns with.
    SDL_AtomicGet: ['(i32)->i32', (atomic: number) => memory.i32(atomic)],
    SDL_AtomicSet: [
      '(i32,i32)->i32',
      (atomic: number, value: number) => {
        const before = memory.i32(atomic);
        memory.set32(atomic, value);
        return before;
      },
    ],
  };
}
