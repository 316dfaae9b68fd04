/** The window's audio worklet: a program of its own, loaded into the audio thread. */
import type { Key, SoundBlock } from '../bridge/sound-block.ts';
import { type FromWorklet, PROCESSOR, type ToWorklet } from './messages.ts';
import { OnsetFinder } from './onset.ts';
import { SoundRing } from './ring.ts';

/** What an audio worklet's global scope has; the DOM library of TypeScript does not know it. */
declare const sampleRate: number;
declare const currentTime: number;
declare class AudioWorkletProcessor {
  readonly port: MessagePort;
}
declare function registerProcessor(name: string, processor: new () => AudioWorkletProcessor): void;

/** Between two reports, in seconds. */
const REPORT = 0.2;

class SoundProcessor extends AudioWorkletProcessor {
  #ring = new SoundRing<Key>(sampleRate);
  #line: MessagePort | undefined;
  #paused = false;
  readonly #onsets = new OnsetFinder(sampleRate);
  #sinceReport = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data, ports }: MessageEvent<ToWorklet>) => {
      switch (data.type) {
        case 'block':
          this.#take(data);
          break;
        case 'line':
          this.#follow(ports[0]);
          break;
        case 'pause':
        case 'resume':
          this.#paused = data.type === 'pause';
          this.#ring.reset();
          break;
        case 'begin':
          this.#ring = new SoundRing(sampleRate);
      }
    };
  }

  #follow(line: MessagePort | undefined): void {
    this.#line?.close();
    this.#line = line;
    if (line !== undefined) line.onmessage = ({ data }: MessageEvent<SoundBlock>) => this.#take(data);
  }

  /** What a pause catches on its way would be heard long after. */
  #take({ rate, samples, key }: SoundBlock): void {
    if (!this.#paused) this.#ring.write(rate, new Int16Array(samples), key);
  }

  /** Called by the browser for every 128 frames; `true` asks to be called again. */
  process(_inputs: Float32Array[][], outputs: Float32Array[][]): boolean {
    const [left, right] = outputs[0] ?? [];
    if (left === undefined || right === undefined) return true;
    this.#ring.read(left, right);
    const end = currentTime + left.length / sampleRate;
    for (const { mark, framesAgo } of this.#ring.played())
      this.#post({ type: 'key-sounds', key: mark, at: end - framesAgo / sampleRate });
    const onset = this.#onsets.next(left, right);
    if (onset !== undefined) this.#post({ type: 'onset', at: currentTime + onset / sampleRate });
    this.#sinceReport += left.length;
    if (this.#sinceReport >= REPORT * sampleRate) {
      this.#sinceReport = 0;
      this.#post({ type: 'stats', stats: this.#ring.report() });
    }
    return true;
  }

  #post(message: FromWorklet): void {
    this.port.postMessage(message);
  }
}

registerProcessor(PROCESSOR, SoundProcessor);
