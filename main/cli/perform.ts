import { SessionRefused } from '../../engine/games/game-adapter.ts';
import { FrameRunRefused, runFrames } from '../../engine/offline/frame-run.ts';
import { runModule } from '../../engine/offline/run.ts';
import { runTimedemo, TimedemoError } from '../../engine/offline/timedemo.ts';
import { endMessageText, messageText } from '../protocol/texts/index.ts';
import type { GuestKind, GuestListener, GuestWork } from './guests.ts';
import { ProcessStreams } from './process-streams.ts';

const LINE_FEED = 10;

const PERFORMERS: {
  readonly [K in GuestKind]: (request: GuestWork[K][0], listener: GuestListener) => GuestWork[K][1];
} = {
  module: (request, { streams = new ProcessStreams() }) => {
    let lineEnded = true;
    const outcome = runModule({
      ...request,
      streams: {
        terminals: streams.terminals,
        read: (into) => streams.read(into),
        write: (stream, bytes) => {
          if (stream === 'stdout' && bytes.length > 0) lineEnded = bytes.at(-1) === LINE_FEED;
          streams.write(stream, bytes);
        },
        close: () => streams.close(),
      },
    });
    return { outcome, lineEnded };
  },
  frames: runFrames,
  timedemo: (request) => runTimedemo(request),
};

/** Has a guest do something at once, on this thread and its stack. Throws what it throws, with a message for the user. */
export function perform<K extends GuestKind>(
  kind: K,
  request: GuestWork[K][0],
  listener: GuestListener,
): GuestWork[K][1] {
  try {
    return PERFORMERS[kind](request, listener);
  } catch (error) {
    throw inWords(error);
  }
}

/** What the engine refuses by a code, in words. */
function inWords(error: unknown): unknown {
  if (error instanceof SessionRefused || error instanceof FrameRunRefused)
    return new Error(messageText(error.told), { cause: error });
  if (error instanceof TimedemoError)
    return new Error(`The demo did not run to its end: ${endMessageText(error.end)}`, { cause: error });
  return error;
}
