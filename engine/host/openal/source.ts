import type { AlBuffer } from './buffer.ts';
import { MAX_TAPS } from './kernels.ts';
import { ONE_FRAME } from './resampler.ts';

export type Vector = [x: number, y: number, z: number];
export type SourceState = 'initial' | 'playing' | 'paused' | 'stopped';
export type SourceType = 'undetermined' | 'static' | 'streaming';

/** Frames before the position that a filter needs, when the buffer that they were in has been played. */
export const HISTORY = MAX_TAPS / 2;

/** A number for each side. */
export interface Levels {
  left: number;
  right: number;
}

/** An OpenAL source: its properties, its queue, and where it is in it. */
export class Source {
  readonly name: number;
  gain = 1;
  minGain = 0;
  maxGain = 1;
  pitch = 1;
  referenceDistance = 1;
  rolloffFactor = 1;
  maxDistance = 3.4028234663852886e38;
  relative = false;
  looping = false;
  position: Vector = [0, 0, 0];
  velocity: Vector = [0, 0, 0];
  direction: Vector = [0, 0, 0];

  type: SourceType = 'undetermined';
  state: SourceState = 'initial';
  /** Buffers in the order in which they are played. */
  queue: AlBuffer[] = [];
  /** The index of the buffer that is played; the queue's length once it has come to its end. */
  current = 0;
  /** Frames of the current buffer that were played, and 65536ths of one. */
  frame = 0;
  fraction = 0;
  /** The newest frames of buffers that were played, by channel. */
  readonly history: readonly [Float32Array, Float32Array] = [
    new Float32Array(HISTORY),
    new Float32Array(HISTORY),
  ];
  /** Whether it was heard since its beginning. What begins is heard at once; later changes of gain are smooth. */
  begun = false;
  /** The gains of the newest frame. */
  readonly gains: Levels = { left: 0, right: 0 };
  /** What the newest frame added to the mix. */
  readonly last: Levels = { left: 0, right: 0 };

  constructor(name: number) {
    this.name = name;
  }

  /** Whether it has frames to play. */
  get audible(): boolean {
    return this.queue.some(({ frames }) => frames > 0);
  }

  /** AL_BUFFERS_PROCESSED. As in OpenAL Soft, a buffer of a source that loops or does not stream is never done. */
  get processed(): number {
    if (this.type !== 'streaming' || this.looping || this.state === 'initial') return 0;
    return this.state === 'stopped' ? this.queue.length : this.current;
  }

  /** The position at the beginning of the queue. */
  begin(): void {
    this.current = 0;
    this.frame = 0;
    this.fraction = 0;
    this.history[0].fill(0);
    this.history[1].fill(0);
    this.begun = false;
  }

  /** Replaces the queue. Not for a source that plays. */
  setQueue(buffers: readonly AlBuffer[], type: SourceType): void {
    for (const buffer of this.queue) buffer.uses--;
    for (const buffer of buffers) buffer.uses++;
    this.queue = [...buffers];
    this.type = type;
    this.begin();
  }

  /** Moves `frames` of the device's on, each `step` 65536ths of the source's. It stops at the end of the queue. */
  advance(frames: number, step: number): void {
    const moved = this.fraction + frames * step;
    this.fraction = moved % ONE_FRAME;
    let left = Math.floor(moved / ONE_FRAME);
    // A short loop that is played fast would take many turns.
    if (this.looping && left > HISTORY) left = wholeTurnsLeftOut(left, this.queue);
    while (this.state === 'playing') {
      const buffer = this.queue[this.current];
      if (buffer !== undefined && this.frame + left < buffer.frames) {
        this.frame += left;
        return;
      }
      if (buffer !== undefined) {
        left -= buffer.frames - this.frame;
        this.#remember(buffer);
        this.frame = 0;
        this.current++;
      }
      if (this.current < this.queue.length) continue;
      if (this.looping && this.audible) this.current = 0;
      else this.state = 'stopped';
    }
  }

  /** Keeps the newest frames of a buffer that has come to its end. */
  #remember(buffer: AlBuffer): void {
    for (const [channel, history] of this.history.entries()) {
      if (channel >= buffer.layout.channels) continue;
      const count = Math.min(HISTORY, buffer.frames);
      history.copyWithin(0, count);
      readChannel(buffer, channel, buffer.frames - count, count, history, HISTORY - count);
    }
  }
}

/** `frames` without those that only go round the whole queue, except for one turn, which fills the history. */
function wholeTurnsLeftOut(frames: number, queue: readonly AlBuffer[]): number {
  const turn = queue.reduce((sum, buffer) => sum + buffer.frames, 0);
  return turn === 0 || frames < 2 * turn ? frames : turn + (frames % turn);
}

/** Copies frames of one channel of a buffer to `target`, as numbers between -1 and 1. */
export function readChannel(
  { samples, layout: { channels } }: AlBuffer,
  channel: number,
  frame: number,
  count: number,
  target: Float32Array,
  at: number,
): void {
  let from = frame * channels + channel;
  const end = at + count;
  if (samples instanceof Int16Array)
    for (let i = at; i < end; i++, from += channels) target[i] = samples[from]! / 32768;
  else if (samples instanceof Uint8Array)
    for (let i = at; i < end; i++, from += channels) target[i] = (samples[from]! - 128) / 128;
  else for (let i = at; i < end; i++, from += channels) target[i] = samples[from]!;
}
