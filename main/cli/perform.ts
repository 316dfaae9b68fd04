import { runFrames } from '../../engine/session/framerun.ts';
import { runModule } from '../../engine/session/run.ts';
import { runTimedemo } from '../../engine/session/timedemo.ts';
import type { GuestKind, GuestListener, GuestWork } from './guests.ts';

const PERFORMERS: {
  readonly [K in GuestKind]: (request: GuestWork[K][0], listener: GuestListener) => GuestWork[K][1];
} = {
  module: (request, listener) =>
    runModule({ ...request, line: (stream, text) => listener.line(stream, text) }),
  frames: runFrames,
  timedemo: runTimedemo,
};

/** Has a guest do something at once, on this thread and its stack. Throws what it throws, with a message for the user. */
export function perform<K extends GuestKind>(
  kind: K,
  request: GuestWork[K][0],
  listener: GuestListener,
): GuestWork[K][1] {
  return PERFORMERS[kind](request, listener);
}
