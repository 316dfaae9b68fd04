import type { SdlCore } from './core.ts';
import type { FunctionTable } from './functions.ts';

const NO_DEVICE = 'No available audio device';
const NOT_OPEN = "Audio device hasn't been opened";
const MAX_VOLUME = 128;
/** MIX_CHANNEL_POST: an effect on the whole mix. */
const CHANNEL_POST = -2;
/** SDL_mixer starts with so many channels. */
const DEFAULT_CHANNELS = 8;
/** sizeof(SDL_AudioCVT). */
const CVT_SIZE = 84;

/**
 * SDL_audio.h and SDL_mixer.h on a machine without a sound device: SDL_Init(SDL_INIT_AUDIO) and Mix_OpenAudioDevice fail with a text,
 * and what is called nevertheless answers as an unopened mixer does.
 */
export function audioFunctions(core: SdlCore): FunctionTable {
  const { memory } = core;
  let channels = DEFAULT_CHANNELS;
  let musicVolume = MAX_VOLUME;
  let soundFonts = 0;
  const notOpen = () => core.fail(NOT_OPEN);
  const nothing = () => undefined;

  /** Tells whether a channel exists; SDL_mixer's answer is 0 with a text where it does not. */
  const hasChannel = (channel: number): number => {
    if (channel === CHANNEL_POST || (channel >= 0 && channel < channels)) return 1;
    return core.failNull('Invalid channel number');
  };

  return {
    SDL_PauseAudio: ['(i32)->', nothing],
    SDL_LockAudio: ['()->', nothing],
    SDL_UnlockAudio: ['()->', nothing],
    SDL_OpenAudio: ['(i32,i32)->i32', () => core.fail(NO_DEVICE)],
    SDL_CloseAudio: ['()->', nothing],
    SDL_BuildAudioCVT: [
      '(i32,i32,i32,i32,i32,i32,i32)->i32',
      (cvt: number) => {
        memory.bytes(cvt, CVT_SIZE).fill(0);
        return core.fail('Audio conversion is not available without an audio device');
      },
    ],
    SDL_ConvertAudio: [
      '(i32)->i32',
      () => core.fail('Audio conversion is not available without an audio device'),
    ],
    SDL_MixAudioFormat: ['(i32,i32,i32,i32,i32)->', nothing],
    Mix_Init: [
      '(i32)->i32',
      (flags: number) => (flags === 0 ? 0 : core.failNull('Music formats are not supported')),
    ],
    Mix_Quit: ['()->', nothing],
    Mix_OpenAudio: ['(i32,i32,i32,i32)->i32', () => core.fail(NO_DEVICE)],
    Mix_OpenAudioDevice: ['(i32,i32,i32,i32,i32,i32)->i32', () => core.fail(NO_DEVICE)],
    Mix_CloseAudio: ['()->', nothing],
    Mix_QuerySpec: ['(i32,i32,i32)->i32', () => core.failNull(NOT_OPEN)],
    Mix_AllocateChannels: [
      '(i32)->i32',
      (count: number) => {
        if (count >= 0) channels = count;
        return channels;
      },
    ],
    Mix_RegisterEffect: ['(i32,i32,i32,i32)->i32', hasChannel],
    Mix_SetPanning: ['(i32,i32,i32)->i32', hasChannel],
    Mix_PlayChannel: ['(i32,i32,i32)->i32', notOpen],
    Mix_PlayChannelTimed: ['(i32,i32,i32,i32)->i32', notOpen],
    Mix_Playing: ['(i32)->i32', () => 0],
    Mix_HaltChannel: ['(i32)->i32', () => 0],
    Mix_HookMusic: ['(i32,i32)->', nothing],
    Mix_LoadMUS: ['(i32)->i32', () => core.failNull(NOT_OPEN)],
    Mix_FreeMusic: ['(i32)->', nothing],
    Mix_PlayMusic: ['(i32,i32)->i32', notOpen],
    Mix_PlayingMusic: ['()->i32', () => 0],
    Mix_PauseMusic: ['()->', nothing],
    Mix_ResumeMusic: ['()->', nothing],
    Mix_HaltMusic: ['()->i32', () => 0],
    Mix_VolumeMusic: [
      '(i32)->i32',
      (volume: number) => {
        const before = musicVolume;
        if (volume >= 0) musicVolume = Math.min(volume, MAX_VOLUME);
        return before;
      },
    ],
    Mix_SetMusicCMD: ['(i32)->i32', () => core.fail('External music players are not supported')],
    Mix_GetNumMusicDecoders: ['()->i32', () => 0],
    Mix_GetMusicDecoder: ['(i32)->i32', () => 0],
    Mix_SetSoundFonts: [
      '(i32)->i32',
      (paths: number) => {
        const text = memory.text(paths);
        memory.free(soundFonts);
        soundFonts = paths === 0 ? 0 : memory.allocateText(text);
        return 1;
      },
    ],
    Mix_GetSoundFonts: ['()->i32', () => soundFonts],
  };
}
