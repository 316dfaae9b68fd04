import type { Sound } from '../../engine/host/events.ts';
import type { SoundPlayback } from '../../engine/session/protocol.ts';
import type { PlayerPort, Unsubscribe } from '../bridge/connection.ts';
import { Listeners } from '../bridge/listeners.ts';
import { blockOf } from '../bridge/sound-block.ts';
import { Latencies } from './latencies.ts';
import { type FromWorklet, PROCESSOR, type ToWorklet } from './messages.ts';
import type { SpeakerReport } from './report.ts';
import type { RingStats } from './ring.ts';
import workletUrl from './worklet.ts?worker&url';

/** How loud everything is. */
export interface Loudness {
  /** 0 to 100. */
  readonly volume: number;
  readonly muted: boolean;
}

/** A change of volume takes so long, in seconds: at once it would click. */
const FADE = 0.015;

/** Between two reports to the game's process, in milliseconds. */
const REPORT_MS = 1000;

/** What happens when a click or a key may start the sound: browsers keep a page silent before. */
const GESTURES = ['pointerdown', 'keydown'] as const;

/** Plays a game's sound: the window's loudspeaker. Made with the first sound, and kept. */
export class Speaker {
  readonly #reports = new Listeners<SpeakerReport>();
  #context: AudioContext | undefined;
  #gain: GainNode | undefined;
  #node: AudioWorkletNode | undefined;
  #loudness: Loudness = { volume: 100, muted: false };
  #paused = false;
  /** The game whose sound is played. */
  #game: PlayerPort | undefined;
  /** Why there is no sound, in a sentence for the player; undefined while there may be. */
  problem: string | undefined;
  stats: SpeakerReport | undefined;
  #latencies = new Latencies();
  #onset: number | undefined;
  #reportedAt = 0;

  /** Calls back several times a second while there is sound. */
  onReport(listener: (stats: SpeakerReport) => void): Unsubscribe {
    return this.#reports.add(listener);
  }

  begin(): void {
    this.stats = undefined;
    this.#latencies = new Latencies();
    this.#onset = undefined;
    this.#tell({ type: 'begin' });
  }

  follow(game: PlayerPort): void {
    this.#game = game;
    this.#layLine();
  }

  play(sound: Sound): void {
    if (this.#context === undefined && this.problem === undefined) void this.#open(sound.rate);
    const block = blockOf(sound);
    this.#tell(block, [block.samples]);
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
    this.#tell({ type: 'pause' });
    void this.#context?.suspend();
  }

  resume(): void {
    this.#paused = false;
    this.#tell({ type: 'resume' });
    void this.#wake();
  }

  /** Leads the game's sound straight to the audio thread, where the connection can. */
  #layLine(): void {
    if (this.#node === undefined || this.#game?.sendSoundTo === undefined) return;
    const { port1, port2 } = new MessageChannel();
    this.#tell({ type: 'line' }, [port1]);
    this.#game.sendSoundTo(port2);
  }

  /** A worklet that is not there yet needs to know only whether the game is paused. */
  #tell(message: ToWorklet, transfer: Transferable[] = []): void {
    this.#node?.port.postMessage(message, transfer);
  }

  /** A device at the game's own rate, which the browser fits to the real one, and with the smallest buffers that the system allows. */
  async #open(rate: number): Promise<void> {
    try {
      const context = new AudioContext({ sampleRate: rate, latencyHint: 0 });
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
      node.port.onmessage = ({ data }: MessageEvent<FromWorklet>) => this.#onWorklet(context, data);
      node.connect(gain);
      this.#node = node;
      if (this.#paused) this.#tell({ type: 'pause' });
      this.#layLine();
      await this.#wake();
    } catch (error) {
      this.problem = `There is no sound: ${(error as Error).message}`;
    }
  }

  /** Starts the device, if the browser lets it and the game continues. */
  async #wake(): Promise<void> {
    if (!this.#paused && this.#context?.state === 'suspended') await this.#context.resume();
  }

  #onWorklet(context: AudioContext, message: FromWorklet): void {
    switch (message.type) {
      case 'stats':
        this.#report(context, message.stats);
        break;
      case 'key-sounds':
        this.#latencies.add(message.key, heardAt(context, message.at));
        break;
      case 'onset':
        this.#onset = heardAt(context, message.at);
    }
  }

  #report(context: AudioContext, ring: RingStats): void {
    const latency = this.#latencies.summary;
    const playback: SoundPlayback = {
      playedSeconds: ring.played / context.sampleRate,
      underruns: ring.underruns,
      longestGapMs: ring.longestGapMs,
      waitMs: ring.waitMs,
      tempo: ring.ratio,
      deviceMs: deviceMs(context),
      ...(latency !== undefined && { latency }),
    };
    this.stats = { ...ring, playback, latencies: this.#latencies.all, onset: this.#onset };
    this.#reports.emit(this.stats);
    const now = performance.now();
    if (now - this.#reportedAt < REPORT_MS) return;
    this.#reportedAt = now;
    this.#game?.post({ type: 'sound-report', playback });
  }
}

/** What lies between the context and the ear, in milliseconds. */
function deviceMs({ baseLatency, outputLatency }: AudioContext): number {
  return (baseLatency + (outputLatency || 0)) * 1000;
}

/** When a sample of the context's time `at`, in seconds, leaves the device, by the page's clock, in milliseconds. */
function heardAt(context: AudioContext, at: number): number {
  const { contextTime = 0, performanceTime = 0 } = context.getOutputTimestamp();
  // The device has not told where it is: then by what it says of itself.
  if (contextTime === 0) return performance.now() + (at - context.currentTime) * 1000 + deviceMs(context);
  return performanceTime + (at - contextTime) * 1000;
}

/** Loudness is heard by its logarithm: half of the way is a quarter of the amplitude. */
function gainOf({ volume, muted }: Loudness): number {
  return muted ? 0 : (volume / 100) ** 2;
}
