/**
 * Arithmetic on 16-bit samples, as SDL 2.26 (SDL_mixer.c) and SDL_mixer 2.6 (effect_position.c) do it: the same input gives the same
 * bits as on the desktop.
 */

/** The full volume of SDL and of SDL_mixer. */
export const MAX_VOLUME = 128;

/** SDL_MixAudioFormat: adds `source` to `target` at a volume of 0 to 128, clipping. Both are as long as `source`. */
export function mixSamples(target: Int16Array, source: Int16Array, volume: number): void {
  for (let i = 0; i < source.length; i++) {
    // C's division drops the fraction, of negative samples too.
    const sum = target[i]! + Math.trunc((source[i]! * volume) / MAX_VOLUME);
    target[i] = Math.max(-32768, Math.min(sum, 32767));
  }
}

/** Mix_SetPanning's effect on stereo samples; `left` and `right` are 0 to 255, and reckoned with in single precision. */
export function panSamples(samples: Int16Array, left: number, right: number): void {
  const l = Math.fround(left / 255);
  const r = Math.fround(right / 255);
  for (let i = 0; i + 1 < samples.length; i += 2) {
    samples[i] = Math.fround(samples[i]! * l);
    samples[i + 1] = Math.fround(samples[i + 1]! * r);
  }
}

/** The 16-bit samples in a copy of `bytes`, which may lie at an odd address. */
export function toSamples(bytes: Uint8Array): Int16Array {
  const length = bytes.length & ~1;
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(0, length));
  return new Int16Array(copy.buffer);
}

/** The bytes of samples, without a copy. */
export function toBytes(samples: Int16Array): Uint8Array {
  return new Uint8Array(samples.buffer, samples.byteOffset, samples.byteLength);
}
