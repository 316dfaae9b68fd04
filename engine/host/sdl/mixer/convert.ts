import { resample } from './resample.ts';
import { toBytes, toSamples } from './samples.ts';

/** SDL_AudioFormat: bits, and 0x8000 for signed. */
export const AUDIO_FORMAT = { U8: 0x0008, S16: 0x8010 } as const;

/** What one side of a conversion is: the format, channels and frames a second. */
export interface SampleSpec {
  readonly format: number;
  readonly channels: number;
  readonly rate: number;
}

/** Rates beyond these are nobody's, and would make buffers of any size. */
export const MIN_RATE = 4000;
export const MAX_RATE = 192_000;

/** What SDL_BuildAudioCVT tells of a conversion. */
export interface ConversionPlan {
  readonly needed: boolean;
  /** The buffer must hold so many times the source. */
  readonly lengthFactor: number;
  /** The result has so many times the source's length. */
  readonly lengthRatio: number;
}

/**
 * Plans a conversion, or says why there is none: from unsigned 8 or signed 16 bits to signed 16 bits, from mono to stereo or as it is,
 * to any rate. It is done in single precision on the way, whose room counts in the factor as in SDL.
 */
export function planConversion(from: SampleSpec, to: SampleSpec): ConversionPlan | string {
  const good = ({ channels, rate }: SampleSpec) =>
    (channels === 1 || channels === 2) && rate >= MIN_RATE && rate <= MAX_RATE;
  if (from.format !== AUDIO_FORMAT.U8 && from.format !== AUDIO_FORMAT.S16) return 'Invalid source format';
  if (to.format !== AUDIO_FORMAT.S16) return 'Invalid destination format';
  if (!good(from)) return 'Invalid source channels or rate';
  if (!good(to) || to.channels < from.channels) return 'Invalid destination channels or rate';
  if (from.format === to.format && from.channels === to.channels && from.rate === to.rate)
    return { needed: false, lengthFactor: 1, lengthRatio: 1 };
  const toFloat = from.format === AUDIO_FORMAT.U8 ? 4 : 2;
  const spread = to.channels / from.channels;
  const rate = to.rate / from.rate;
  const room = rate === 1 ? 1 : 2 * Math.ceil(Math.max(rate, 1));
  return { needed: true, lengthFactor: toFloat * spread * room, lengthRatio: (toFloat * spread * rate) / 2 };
}

/** Converts whole frames, as planned. */
export function convertSamples(bytes: Uint8Array, from: SampleSpec, to: SampleSpec): Uint8Array {
  const samples = from.format === AUDIO_FORMAT.U8 ? fromUnsigned(bytes) : fromSigned(toSamples(bytes));
  const frames = Math.floor(samples.length / from.channels);
  const channels = Array.from({ length: from.channels }, (_, channel) =>
    Float32Array.from({ length: frames }, (_, i) => samples[i * from.channels + channel]!),
  );
  const resampled = channels.map((c) => (from.rate === to.rate ? c : resample(c, from.rate, to.rate)));
  const length = resampled[0]!.length;
  const output = new Int16Array(length * to.channels);
  for (let channel = 0; channel < to.channels; channel++) {
    const source = resampled[Math.min(channel, from.channels - 1)]!;
    for (let i = 0; i < length; i++) output[i * to.channels + channel] = toSigned(source[i]!);
  }
  return toBytes(output);
}

function fromUnsigned(bytes: Uint8Array): Float32Array {
  return Float32Array.from(bytes, (sample) => sample / 128 - 1);
}

function fromSigned(samples: Int16Array): Float32Array {
  return Float32Array.from(samples, (sample) => sample / 32768);
}

/** Rounds half to even, as SDL's vector code on x86 does (its scalar code drops the fraction). */
function toSigned(sample: number): number {
  const scaled = Math.fround(Math.min(1, Math.max(-1, sample)) * 32767);
  const below = Math.floor(scaled);
  const rest = scaled - below;
  if (rest !== 0.5) return Math.round(scaled);
  return below % 2 === 0 ? below : below + 1;
}
