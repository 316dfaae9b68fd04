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

/** Devices at rates beyond these are nobody's. Sounds may be slower: their buffers are the game's own. */
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
    (channels === 1 || channels === 2) && rate > 0 && rate <= MAX_RATE;
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
  const channels = Array.from({ length: from.channels }, (_, i) => {
    const own = channelOf(samples, i, from.channels);
    return toSigned(from.rate === to.rate ? own : resample(own, from.rate, to.rate));
  });
  if (to.channels === 1) return toBytes(channels[0]!);
  const [left = new Int16Array(0), right = left] = channels;
  const output = new Int16Array(left.length * 2);
  for (let i = 0; i < left.length; i++) {
    output[i * 2] = left[i]!;
    output[i * 2 + 1] = right[i]!;
  }
  return toBytes(output);
}

function channelOf(samples: Float32Array, channel: number, channels: number): Float32Array {
  if (channels === 1) return samples;
  const own = new Float32Array(Math.floor(samples.length / channels));
  for (let i = 0; i < own.length; i++) own[i] = samples[i * channels + channel]!;
  return own;
}

function fromUnsigned(bytes: Uint8Array): Float32Array {
  const samples = new Float32Array(bytes.length);
  for (let i = 0; i < bytes.length; i++) samples[i] = bytes[i]! / 128 - 1;
  return samples;
}

function fromSigned(source: Int16Array): Float32Array {
  const samples = new Float32Array(source.length);
  for (let i = 0; i < source.length; i++) samples[i] = source[i]! / 32768;
  return samples;
}

/** Rounds half to even, as SDL's vector code on x86 does (its scalar code drops the fraction). */
function toSigned(source: Float32Array): Int16Array {
  const samples = new Int16Array(source.length);
  for (let i = 0; i < source.length; i++) {
    const scaled = Math.fround(Math.min(1, Math.max(-1, source[i]!)) * 32767);
    const below = Math.floor(scaled);
    const rest = scaled - below;
    samples[i] = rest > 0.5 || (rest === 0.5 && (below & 1) === 1) ? below + 1 : below;
  }
  return samples;
}
