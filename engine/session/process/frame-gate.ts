import type { SdlFrame } from '../../host/platform.ts';

/** So many frames may be on their way to the process' main thread: one that it reads, and one that follows. */
const ON_THE_WAY = 2;

/** Between a game that draws and the process' main thread: of the frames that this has not had the time to take, the newest is kept. */
export class FrameGate {
  readonly #taken: () => number;
  readonly #send: (frame: SdlFrame) => void;
  #sent = 0;
  #waiting: SdlFrame | undefined;

  /** `taken`: how many frames the main thread has taken so far. */
  constructor(taken: () => number, send: (frame: SdlFrame) => void) {
    this.#taken = taken;
    this.#send = send;
  }

  offer(frame: SdlFrame): void {
    this.#waiting = frame;
    this.flush();
  }

  /** Sends the frame that waits, if there is room for it. */
  flush(): void {
    if (this.#sent - this.#taken() < ON_THE_WAY) this.finish();
  }

  /** Sends the frame that waits: no more will come. */
  finish(): void {
    const frame = this.#waiting;
    this.#waiting = undefined;
    if (frame === undefined) return;
    this.#sent++;
    this.#send(frame);
  }
}
