import type { Frame } from '../../host/events.ts';
import type { SdlFrame } from '../../host/platform.ts';

/** Between a game that draws and a window that shows: one frame is on its way at a time, and of those that wait the newest wins. */
export class LatestFrameQueue {
  readonly #send: (frame: Frame) => void;
  #newest: SdlFrame | undefined;
  #waiting = false;
  #sent = 0;
  #acknowledged = 0;

  constructor(send: (frame: Frame) => void) {
    this.#send = send;
  }

  /** The last frame that came, shown or not. */
  get newest(): SdlFrame | undefined {
    return this.#newest;
  }

  /** Frames that the window has acknowledged. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** A frame is on its way that the window has not acknowledged. */
  get busy(): boolean {
    return this.#acknowledged !== this.#sent;
  }

  offer(frame: SdlFrame): void {
    this.#newest = frame;
    this.#waiting = true;
    this.#next();
  }

  /** The window has frame `seq`; an answer to any but the last one sent says nothing new. */
  acknowledge(seq: number): void {
    if (seq !== this.#sent) return;
    this.#acknowledged = seq;
    this.#next();
  }

  #next(): void {
    if (!this.#waiting || this.#newest === undefined || this.#acknowledged !== this.#sent) return;
    this.#waiting = false;
    this.#send({ type: 'frame', seq: ++this.#sent, ...this.#newest } as Frame);
  }
}
