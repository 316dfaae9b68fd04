import { type PacedMixer, Pacing } from '../sound/pacing.ts';
import { BLOCK_FRAMES } from './constants.ts';
import type { Context } from './context.ts';
import type { OpenAlCore } from './core.ts';
import { LIMITER_FRAMES, Limiter } from './limiter.ts';
import type { Source } from './source.ts';
import type { MixerState } from './state.ts';
import { Voice } from './voice.ts';

/** A step that is left where a source is cut off fades by this factor each frame: 37 percent after 1.5 ms. */
const FADE = 0.985;
const INAUDIBLE = 1e-6;

/** Mixes the sources of the current context. `pacing` decides when. */
export class OpenAlMixer implements PacedMixer {
  readonly #core: OpenAlCore;
  readonly pacing: Pacing;
  readonly #limiter = new Limiter();
  readonly #voice = new Voice(BLOCK_FRAMES);
  readonly #left = new Float32Array(BLOCK_FRAMES);
  readonly #right = new Float32Array(BLOCK_FRAMES);
  /** Where sources were cut off: what the mix lacks since then, which fades. */
  readonly #steps = { left: 0, right: 0 };
  /** Samples that were computed and are not due yet: the limiter works on 64 frames at a time. */
  readonly #ready = new Int16Array(2 * BLOCK_FRAMES);
  #readyFrom = 0;
  #readyTo = 0;
  #streams = true;

  constructor(core: OpenAlCore) {
    this.#core = core;
    this.pacing = new Pacing(core.platform, this);
  }

  /** Whether queues of buffers are played. Else they wait, silent, so that the game computes no music for them. */
  setStreams(on: boolean): void {
    if (this.#streams === on) return;
    for (const source of this.#core.created?.sources.values() ?? [])
      if (source.type === 'streaming') {
        if (this.#streams) this.cut(source);
        source.gains.left = 0;
        source.gains.right = 0;
      }
    this.#streams = on;
  }

  locked(): boolean {
    return this.#core.locked();
  }

  mix(samples: Int16Array): void {
    this.#core.runThreads(this.pacing.time);
    let done = 0;
    while (done < samples.length) {
      if (this.#readyFrom === this.#readyTo) this.#render((samples.length - done) / 2);
      const to = Math.min(this.#readyTo, this.#readyFrom + samples.length - done);
      samples.set(this.#ready.subarray(this.#readyFrom, to), done);
      done += to - this.#readyFrom;
      this.#readyFrom = to;
    }
  }

  /** A source that was heard falls silent before its end: what it has added fades, else a click is heard. */
  cut(source: Source): void {
    if (source.state !== 'playing') return;
    this.#steps.left += source.last.left;
    this.#steps.right += source.last.right;
    source.last.left = 0;
    source.last.right = 0;
  }

  capture(): MixerState {
    return {
      pacing: this.pacing.capture(),
      limiter: this.#limiter.capture(),
      ready: this.#ready.slice(this.#readyFrom, this.#readyTo),
      steps: { ...this.#steps },
      streams: this.#streams,
    };
  }

  restore({ pacing, limiter, ready, steps, streams }: MixerState): void {
    this.pacing.restore(pacing);
    this.#limiter.restore(limiter);
    this.#ready.set(ready);
    this.#readyFrom = 0;
    this.#readyTo = ready.length;
    Object.assign(this.#steps, steps);
    this.#streams = streams;
  }

  /** Computes about so many frames, at least one. */
  #render(wanted: number): void {
    const frames = Math.min(Math.ceil(wanted / LIMITER_FRAMES) * LIMITER_FRAMES, BLOCK_FRAMES);
    const [left, right] = [this.#left, this.#right];
    left.fill(0, 0, frames);
    right.fill(0, 0, frames);
    const { context } = this.#core;
    if (context !== undefined) this.#sum(context, frames);
    this.#steps.left = fade(this.#steps.left, left, frames);
    this.#steps.right = fade(this.#steps.right, right, frames);
    this.#limiter.process(left, right, frames);
    const ready = this.#ready;
    for (let i = 0; i < frames; i++) {
      // The loudest positive sample has no 16 bits.
      ready[2 * i] = Math.min(Math.round(left[i]! * 32768), 32767);
      ready[2 * i + 1] = Math.min(Math.round(right[i]! * 32768), 32767);
    }
    this.#readyFrom = 0;
    this.#readyTo = 2 * frames;
  }

  #sum({ sources, listener }: Context, frames: number): void {
    for (const source of sources.values()) {
      if (source.state !== 'playing' || (source.type === 'streaming' && !this.#streams)) continue;
      this.#voice.add(source, listener, this.#left, this.#right, frames);
    }
  }
}

/** Adds a step that fades, and returns what is left of it. */
function fade(step: number, mix: Float32Array, frames: number): number {
  let rest = step;
  for (let i = 0; i < frames && rest !== 0; i++) {
    rest *= FADE;
    mix[i]! += rest;
    if (Math.abs(rest) < INAUDIBLE) rest = 0;
  }
  return rest;
}
