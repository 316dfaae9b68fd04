import type { Sound } from '../../../engine/session/protocol.ts';
import type { Unsubscribe } from '../../bridge/connection.ts';
import { Listeners } from '../../bridge/listeners.ts';
import { type FromWorklet, PROCESSOR, type ToWorklet } from './messages.ts';
import type { SoundStats } from './ring.ts';
import workletUrl from './worklet.ts?worker&url';

/** How loud everything is. */
export interface Loudness {
  /** 0 to 100. */
  readonly volume: number;
  readonly muted: boolean;
}

/** A change of volume takes so long, in seconds: at once it would click. */
const FADE = 0.015;

/** What happens when a click or a key may start the sound: browsers keep a page silent before. */
const GESTURES = ['pointerdown', 'keydown'] as const;

/** Plays a game's sound: the window's loudspeaker. Made with the first sound, and kept. */
export class Speaker {
  readonly #reports = new Listeners<SoundStats>();
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;
  #node: AudioWorkletNode | undefined;
  #loudness: Loudness = { volume: 100, muted: false };
  #paused = false;
  /** Why there is no sound, in a sentence for the player; undefined while there may be. */
  problem: string | undefined;
  stats: SoundStats | undefined;

  /** Calls back several times a second while there is sound. */
  onReport(listener: (stats: SoundStats) => void): Unsubscribe {
    return this.#reports.add(listener);
  }

  play({ rate, samples }: Sound): void {
    if (this.#context === undefined && this.problem === undefined) void this.#open(rate);
    // A copy of its own, at an even address, that can be handed over.
    const block: ToWorklet = { type: 'block', rate, samples: samples.slice().buffer };
    this.#node?.port.postMessage(block, [block.samples]);
  }

  setLoudness({ volume, muted }: Loudness): void {
    if (volume === this.#loudness.volume && muted === this.#loudness.muted) return;
    this.#loudness = { volume, muted };
    const { currentTime = 0 } = this.#context ?? {};
    this.#gain?.gain.setTargetAtTime(gainOf(this.#loudness), currentTime, FADE);
  }

  /** Silence at once: what was not played yet is not played later. */
  pause(): void {
    this.#paused = true;
    this.#reset();
    void this.#context?.suspend();
  }

  resume(): void {
    this.#paused = false;
    this.#reset();
    void this.#wake();
  }

  #reset(): void {
    this.#node?.port.postMessage({ type: 'reset' } satisfies ToWorklet);
  }

  /** A device at the game's own rate: the browser fits it to the real one. */
  async #open(rate: number): Promise<void> {
    try {
      const context = new AudioContext({ sampleRate: rate, latencyHint: 'interactive' });
      this.#context = context;
      const gain = new GainNode(context, { gain: gainOf(this.#loudness) });
      this.#gain = gain;
      gain.connect(context.destination);
      for (const gesture of GESTURES) window.addEventListener(gesture, () => void this.#wake());
      await context.audioWorklet.addModule(workletUrl);
      const node = new AudioWorkletNode(context, PROCESSOR, {
        numberOfInputs: 0,
        outputChannelCount: [2],
      });
      node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => this.#report(data);
      node.connect(gain);
      this.#node = node;
      await this.#wake();
    } catch (error) {
      this.problem = `There is no sound: ${(error as Error).message}`;
    }
  }

  /** Starts the device, if the browser lets it and the game goes on. */
  async #wake(): Promise<void> {
    if (!this.#paused && this.#context?.state === 'suspended') await this.#context.resume();
  }

  #report(stats: SoundStats): void {
    this.stats = stats;
    this.#reports.emit(stats);
  }
}

/** Loudness is heard by its logarithm: half of the way is a quarter of the amplitude. */
function gainOf({ volume, muted }: Loudness): number {
  return muted ? 0 : (volume / 100) ** 2;
}
