import type { Sound } from '../../host/events.ts';
import type { SoundBlock } from '../../host/platform.ts';

/** As much sound may be on its way, in seconds: a window that is further behind will not make up for it. */
const MAX_SECONDS = 1;

/** Between a game that sounds and a window that plays: what a window does not take is left out, so that it piles up nowhere. */
export class SoundBackpressure {
  readonly #send: (sound: Sound) => void;
  /** Seconds of sound in each message that was not acknowledged, oldest first. */
  readonly #unacknowledged: { readonly seq: number; readonly seconds: number }[] = [];
  #sent = 0;
  /** Blocks left out so far. */
  dropped = 0;

  constructor(send: (sound: Sound) => void) {
    this.#send = send;
  }

  /** Blocks offered so far. */
  get blocks(): number {
    return this.#sent + this.dropped;
  }

  /** `key`: see the message. */
  offer({ rate, samples }: SoundBlock, key?: Sound['key']): void {
    const seconds = samples.length / 2 / rate;
    const waiting = this.#unacknowledged.reduce((sum, block) => sum + block.seconds, 0);
    if (waiting + seconds > MAX_SECONDS) {
      this.dropped++;
      return;
    }
    const seq = ++this.#sent;
    this.#unacknowledged.push({ seq, seconds });
    this.#send({
      type: 'sound',
      seq,
      rate,
      samples: bytesOf(samples),
      ...(key !== undefined && { key }),
    });
  }

  /** The window has all up to `seq`. */
  acknowledge(seq: number): void {
    while (this.#unacknowledged.length > 0 && this.#unacknowledged[0]!.seq <= seq)
      this.#unacknowledged.shift();
  }
}

function bytesOf({ buffer, byteOffset, byteLength }: Int16Array): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
