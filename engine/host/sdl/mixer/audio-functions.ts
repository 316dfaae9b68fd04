import type { FunctionTable } from '../../functions.ts';
import type { GuestMemory } from '../../guest-memory.ts';
import type { SdlCore } from '../core.ts';
import { AUDIO_FORMAT, convertSamples, planConversion, type SampleSpec } from './convert.ts';
import { MAX_VOLUME, mixSamples, toBytes, toSamples } from './samples.ts';

/** sizeof(SDL_AudioCVT), which is packed, and the offsets of its fields. */
const CVT_SIZE = 84;
const CVT = {
  needed: 0,
  from: 4,
  to: 6,
  rateIncrease: 8,
  buffer: 16,
  length: 20,
  resultLength: 24,
  lengthFactor: 28,
  lengthRatio: 32,
  /** Function pointers of SDL's own, 40 bytes: what a conversion is about is kept there, as SDL does with rates. */
  filters: 40,
} as const;

/** The most bytes that a conversion takes or makes: six minutes of stereo sound. The host holds several times as much meanwhile. */
const CONVERSION_MAX = 64 * 1024 * 1024;
/** So many bytes are mixed at once. */
const MIX_PIECE = 65536;

/**
 * SDL_audio.h: conversions and mixing. The callbacks that SDL_LockAudio would keep away run on the game's own thread, never while it
 * computes. A device without SDL_mixer is not offered, so there is none to pause.
 */
export function audioFunctions(core: SdlCore): FunctionTable {
  const { memory } = core;
  const nothing = () => undefined;

  const build = (
    cvt: number,
    fromFormat: number,
    fromChannels: number,
    fromRate: number,
    toFormat: number,
    toChannels: number,
    toRate: number,
  ): number => {
    if (cvt === 0) return core.invalid('cvt');
    memory.bytes(cvt, CVT_SIZE).fill(0);
    const from = { format: fromFormat & 0xffff, channels: fromChannels & 0xff, rate: fromRate };
    const to = { format: toFormat & 0xffff, channels: toChannels & 0xff, rate: toRate };
    const plan = planConversion(from, to);
    if (typeof plan === 'string') return core.fail(plan);
    const { view } = memory.guest;
    memory.set32(cvt + CVT.needed, plan.needed ? 1 : 0);
    memory.setU16(cvt + CVT.from, from.format);
    memory.setU16(cvt + CVT.to, to.format);
    view.setFloat64(cvt + CVT.rateIncrease, toRate / fromRate, true);
    memory.set32(cvt + CVT.lengthFactor, plan.lengthFactor);
    view.setFloat64(cvt + CVT.lengthRatio, plan.lengthRatio, true);
    writeSpecs(memory, cvt + CVT.filters, [from, to]);
    return plan.needed ? 1 : 0;
  };

  const convert = (cvt: number): number => {
    const address = memory.u32(cvt + CVT.buffer);
    const length = memory.u32(cvt + CVT.length);
    if (address === 0) return core.fail('No buffer allocated for conversion');
    memory.set32(cvt + CVT.resultLength, length);
    if (memory.u32(cvt + CVT.needed) === 0) return 0;
    const [from, to] = readSpecs(memory, cvt + CVT.filters);
    // The structure is the game's, and may have changed.
    const plan = planConversion(from, to);
    if (typeof plan === 'string') return core.fail(plan);
    const converted = Math.floor(length * plan.lengthRatio);
    memory.check(address, converted);
    if (Math.max(length, converted) > CONVERSION_MAX) return core.fail('Out of memory');
    const result = convertSamples(memory.bytes(address, length), from, to);
    memory.bytes(address, result.length).set(result);
    memory.set32(cvt + CVT.resultLength, result.length);
    return 0;
  };

  const mix = (target: number, source: number, format: number, length: number, volume: number): void => {
    if (volume === 0) return;
    if ((format & 0xffff) !== AUDIO_FORMAT.S16) {
      core.fail('SDL_MixAudioFormat(): unknown audio format');
      return;
    }
    const whole = (length >>> 0) & ~1;
    const [to, from] = [memory.bytes(target, whole), memory.bytes(source, whole)];
    for (let at = 0; at < to.length; at += MIX_PIECE) {
      const sum = toSamples(to.subarray(at, at + MIX_PIECE));
      const added = toSamples(from.subarray(at, at + MIX_PIECE));
      mixSamples(sum, added, Math.max(0, Math.min(volume, MAX_VOLUME)));
      to.set(toBytes(sum), at);
    }
  };

  return {
    SDL_PauseAudio: ['(i32)->', nothing],
    SDL_LockAudio: ['()->', nothing],
    SDL_UnlockAudio: ['()->', nothing],
    SDL_OpenAudio: ['(i32,i32)->i32', () => core.fail('Sound is supported through SDL_mixer only')],
    SDL_CloseAudio: ['()->', nothing],
    SDL_BuildAudioCVT: ['(i32,i32,i32,i32,i32,i32,i32)->i32', build],
    SDL_ConvertAudio: ['(i32)->i32', convert],
    SDL_MixAudioFormat: ['(i32,i32,i32,i32,i32)->', mix],
  };
}

function writeSpecs(memory: GuestMemory, at: number, specs: readonly SampleSpec[]): void {
  const words = specs.flatMap(({ format, channels, rate }) => [format, channels, rate]);
  for (const [i, word] of words.entries()) memory.set32(at + 4 * i, word);
}

function readSpecs(memory: GuestMemory, at: number): [from: SampleSpec, to: SampleSpec] {
  const spec = (word: number) => ({
    format: memory.i32(at + 4 * word),
    channels: memory.i32(at + 4 * word + 4),
    rate: memory.i32(at + 4 * word + 8),
  });
  return [spec(0), spec(3)];
}
