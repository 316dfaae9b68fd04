import { RATE } from './constants.ts';
import { kernelFor, MAX_TAPS } from './kernels.ts';
import { type Listener, type Placement, place } from './listener.ts';
import { ONE_FRAME, resample } from './resampler.ts';
import { HISTORY, readChannel, type Source } from './source.ts';

/** A change of gain is spread over so many frames, 6 ms. */
const RAMP_FRAMES = 256;
/** OpenAL Soft's limit of a source's speed, pitch and Doppler's shift together. */
const MAX_PITCH = 255;
/** Frames of a source that are read at once. */
const READ_FRAMES = 4096;

/** Adds sources to a mix. Its arrays are reused: nothing is allocated for each block. */
export class Voice {
  readonly #input = [
    new Float32Array(READ_FRAMES + MAX_TAPS),
    new Float32Array(READ_FRAMES + MAX_TAPS),
  ] as const;
  readonly #waves: readonly [Float32Array, Float32Array];
  readonly #placement: Placement = { gain: 0, pan: { left: 0, right: 0 }, doppler: 1 };

  /** `frames`: the most that `add` is called for. */
  constructor(frames: number) {
    this.#waves = [new Float32Array(frames), new Float32Array(frames)];
  }

  /** Adds the next `frames` frames of a source that plays, or as many as it has left. */
  add(source: Source, listener: Listener, left: Float32Array, right: Float32Array, frames: number): void {
    const placement = this.#placement;
    place(source, listener, placement);
    const { gain, pan, doppler } = placement;
    const mono = source.queue[source.current]?.layout.channels !== 2;
    const toLeft = mono ? gain * pan.left : gain;
    const toRight = mono ? gain * pan.right : gain;
    const pitch = Math.min(source.pitch * doppler, MAX_PITCH);
    let done = 0;
    while (done < frames && source.state === 'playing') {
      const count = this.#resample(source, pitch, frames - done, mono);
      const [one, two] = this.#waves;
      ramp(one, source, 'left', toLeft, left, done, count);
      ramp(mono ? one : two, source, 'right', toRight, right, done, count);
      if (count > 0) source.begun = true;
      done += count;
    }
  }

  /** Computes up to `most` samples of each channel, moves the source on, and returns their number: 0 at a buffer's end. */
  #resample(source: Source, pitch: number, most: number, mono: boolean): number {
    const buffer = source.queue[source.current];
    const frequency = buffer?.frequency ?? 0;
    const step = Math.max(1, Math.floor((pitch * frequency * ONE_FRAME) / RATE));
    const kernel = kernelFor(step / ONE_FRAME);
    const atOnce = Math.floor((READ_FRAMES * ONE_FRAME) / step);
    const count = Math.min(most, Math.max(1, atOnce), framesLeft(source, step, most));
    const before = kernel.taps / 2 - 1;
    const read = Math.floor((source.fraction + (count - 1) * step) / ONE_FRAME) + kernel.taps;
    // At the device's own rate, samples are passed as they are.
    const plain = step === ONE_FRAME && source.fraction === 0;
    for (const [channel, wave] of this.#waves.entries()) {
      if (count === 0 || (mono && channel === 1)) continue;
      const input = this.#input[channel]!;
      if (plain) gather(source, channel, 0, count, wave);
      else {
        gather(source, channel, before, read, input);
        resample(input, source.fraction, step, kernel, wave, count);
      }
    }
    source.advance(count, step);
    return count;
  }
}

/** How many frames of the device's a source has left, but at most `most`. */
function framesLeft(
  { queue, current, frame, fraction, looping }: Source,
  step: number,
  most: number,
): number {
  const enough = Math.ceil((most * step + fraction) / ONE_FRAME);
  let frames = -frame;
  for (let i = current; i < queue.length && frames <= enough; i++) frames += queue[i]!.frames;
  if (frames > enough || (looping && queue.some((buffer) => buffer.frames > 0))) return most;
  return Math.max(0, Math.min(most, Math.ceil((frames * ONE_FRAME - fraction) / step)));
}

/** Reads `count` frames of a channel from `before` frames before the position on; silence after the queue's end. */
function gather(source: Source, channel: number, before: number, count: number, target: Float32Array): void {
  const { queue, history, looping } = source;
  let index = source.current;
  let frame = source.frame - before;
  let done = 0;
  if (frame < 0) {
    done = Math.min(-frame, count);
    const from = HISTORY + frame;
    target.set(history[channel]!.subarray(from, from + done));
    frame = 0;
  }
  let empty = 0;
  while (done < count) {
    if (index === queue.length && looping) index = 0;
    const buffer = queue[index];
    if (buffer === undefined || empty > queue.length) {
      target.fill(0, done, count);
      return;
    }
    const frames = Math.min(buffer.frames - frame, count - done);
    empty = frames > 0 ? 0 : empty + 1;
    readChannel(buffer, channel, frame, frames, target, done);
    done += frames;
    frame = 0;
    index++;
  }
}

/** Adds a wave to one side of the mix. Its gain changes smoothly from that of the newest frame; a source that begins is heard at once. */
function ramp(
  wave: Float32Array,
  source: Source,
  side: 'left' | 'right',
  gain: number,
  mix: Float32Array,
  at: number,
  count: number,
): void {
  if (count === 0) return;
  const from = source.begun ? source.gains[side] : gain;
  const length = from === gain ? 0 : Math.min(RAMP_FRAMES, count);
  const slope = (gain - from) / length;
  for (let i = 0; i < length; i++) mix[at + i]! += wave[i]! * (from + slope * (i + 1));
  if (gain !== 0) for (let i = length; i < count; i++) mix[at + i]! += wave[i]! * gain;
  source.gains[side] = gain;
  source.last[side] = wave[count - 1]! * gain;
}
