import type { MessagePort } from 'node:worker_threads';
import type { GameEvent, Sound } from '../../host/events.ts';
import type { SdlFrame, SoundBlock } from '../../host/platform.ts';
import type { LogLine, SessionEnd, SessionStats } from '../protocol.ts';
import { FrameGate } from './frame-gate.ts';
import { LogBuffer } from './log.ts';
import { NewestEvents } from './newest.ts';
import { FRAMES_TAKEN, type ThreadEvent } from './thread.ts';

/** How often statistics are sent, in milliseconds. */
const STATS_MS = 1000;
/** The least time between two notices that the game has stored files, in milliseconds. */
const STORED_MS = 250;

/** What the session's thread sends to the main thread, each kind at its own rate. */
export class ThreadOutput {
  readonly #port: MessagePort;
  readonly #stats: () => SessionStats;
  readonly #began = performance.now();
  readonly #log: LogBuffer;
  readonly #frames: FrameGate;
  readonly #events: NewestEvents;
  #statsAt = 0;
  /** The game has stored files since the last notice. */
  #stored = false;
  #storedAt = Number.NEGATIVE_INFINITY;

  constructor(port: MessagePort, shared: Int32Array, stats: () => SessionStats) {
    this.#port = port;
    this.#stats = stats;
    this.#log = new LogBuffer((lines) => this.post({ type: 'log', lines }));
    this.#events = new NewestEvents((event) => this.post({ type: 'game', event }));
    this.#frames = new FrameGate(
      () => Atomics.load(shared, FRAMES_TAKEN),
      (frame) => this.#postFrame(frame),
    );
  }

  frame(frame: SdlFrame): void {
    this.#frames.offer(frame);
  }

  /** `key`: see the message. The block's samples are not to be used afterwards: they are transferred. */
  sound(block: SoundBlock, key: Sound['key']): void {
    const { buffer } = block.samples;
    this.post({ type: 'sound', block, key }, buffer instanceof ArrayBuffer ? [buffer] : []);
  }

  event(event: GameEvent): void {
    this.#events.offer(event, performance.now());
  }

  line(stream: LogLine['stream'], text: string): void {
    this.#log.add({ time: performance.now() - this.#began, stream, text });
  }

  stored(): void {
    this.#stored = true;
  }

  stats(): void {
    this.#statsAt = performance.now();
    this.post({ type: 'stats', stats: this.#stats() });
  }

  /** Sends all that is due. */
  flush(): void {
    const now = performance.now();
    this.#log.flush(now - this.#began);
    this.#frames.flush();
    this.#events.flush(now);
    if (now - this.#storedAt >= STORED_MS) this.#reportStored();
    if (now - this.#statsAt >= STATS_MS) this.stats();
  }

  /** Sends all that waits, and the end as the last message. */
  finish(end: SessionEnd): void {
    this.stats();
    this.#log.finish(performance.now() - this.#began);
    this.#reportStored();
    this.#frames.finish();
    this.#events.finish();
    this.post({ type: 'ended', end });
    this.#port.close();
  }

  post(event: ThreadEvent, transfer: ArrayBuffer[] = []): void {
    this.#port.postMessage(event, transfer);
  }

  #reportStored(): void {
    if (!this.#stored) return;
    this.#stored = false;
    this.#storedAt = performance.now();
    this.post({ type: 'stored' });
  }

  /** The host may present the same arrays again, so copies are transferred. */
  #postFrame(frame: SdlFrame): void {
    const pixels = frame.pixels.slice();
    const palette = frame.format === 'indexed' ? frame.palette.slice() : undefined;
    this.post({ type: 'frame', frame: { ...frame, pixels, ...(palette !== undefined && { palette }) } }, [
      pixels.buffer,
      ...(palette === undefined ? [] : [palette.buffer]),
    ]);
  }
}
