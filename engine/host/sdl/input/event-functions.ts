import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';
import { ENABLE, EVENT, EVENT_SIZE, type EventQueue, IGNORE, MAX_QUEUED } from './events.ts';

/** SDL_eventaction. */
const ADDEVENT = 0;
const GETEVENT = 2;

/** How long SDL_WaitEvent sleeps between two looks, as SDL itself does where a driver cannot wait. */
const WAIT_MS = 1;

/** The event functions. `pump` fetches what happened outside and lets the areas post it. */
export function eventFunctions(core: SdlCore, queue: EventQueue, pump: () => void): FunctionTable {
  const { memory } = core;
  const poll = (pointer: number): number => {
    pump();
    const [record] = queue.peek(1, EVENT.FIRST, EVENT.LAST, pointer !== 0);
    if (record === undefined) return 0;
    if (pointer !== 0) memory.bytes(pointer, EVENT_SIZE).set(record);
    return 1;
  };
  const wait = (pointer: number, milliseconds: number): number => {
    const start = core.platform.now();
    for (;;) {
      if (poll(pointer) === 1) return 1;
      if (milliseconds >= 0 && core.platform.now() - start >= milliseconds) return 0;
      core.platform.delay(WAIT_MS);
    }
  };
  return {
    SDL_PumpEvents: ['()->', () => pump()],
    SDL_PollEvent: ['(i32)->i32', (event: number) => poll(event)],
    SDL_WaitEvent: ['(i32)->i32', (event: number) => wait(event, -1)],
    SDL_WaitEventTimeout: ['(i32,i32)->i32', (event: number, timeout: number) => wait(event, timeout)],
    SDL_PushEvent: [
      '(i32)->i32',
      (event: number) => {
        const bytes = memory.bytes(event, EVENT_SIZE).slice();
        new DataView(bytes.buffer).setUint32(4, core.ticks(), true);
        return queue.add(bytes) ? 1 : core.fail('Event queue is full');
      },
    ],
    SDL_PeepEvents: [
      '(i32,i32,i32,i32,i32)->i32',
      (events: number, count: number, action: number, min: number, max: number) => {
        if (count < 0) return core.invalid('numevents');
        if (action === ADDEVENT) {
          let added = 0;
          while (added < count && queue.add(memory.bytes(events + added * EVENT_SIZE, EVENT_SIZE).slice()))
            added++;
          return added;
        }
        const wanted = events === 0 ? MAX_QUEUED : count;
        const found = queue.peek(wanted, min >>> 0, max >>> 0, action === GETEVENT && events !== 0);
        if (events !== 0) {
          found.forEach((record, i) => {
            memory.bytes(events + i * EVENT_SIZE, EVENT_SIZE).set(record);
          });
        }
        return found.length;
      },
    ],
    SDL_EventState: [
      '(i32,i32)->i32',
      (given: number, state: number) => {
        // SDL looks up the low 16 bits.
        const type = given & EVENT.LAST;
        const before = queue.enabled(type) ? ENABLE : IGNORE;
        if (state === IGNORE || state === ENABLE) queue.enable(type, state === ENABLE);
        return before;
      },
    ],
    SDL_FlushEvent: ['(i32)->', (type: number) => queue.flush(type >>> 0)],
    SDL_HasEvent: ['(i32)->i32', (type: number) => queue.peek(1, type >>> 0, type >>> 0, false).length],
  };
}
