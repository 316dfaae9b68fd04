import type { FunctionTable } from '../../functions.ts';
import type { SdlCore } from '../core.ts';
import type { Mixer } from './mixer.ts';
import { MAX_VOLUME } from './samples.ts';

/**
 * The music of SDL_mixer.h, as of an SDL_mixer built without any decoder: no file is music. Games that synthesize theirs
 * hook into the mix.
 */
export function musicFunctions(core: SdlCore, mixer: Mixer): FunctionTable {
  const { memory } = core;
  const nothing = () => undefined;

  return {
    Mix_Init: [
      '(i32)->i32',
      (flags: number) => (flags === 0 ? 0 : core.failNull('Music formats are not supported')),
    ],
    Mix_Quit: ['()->', nothing],
    Mix_LoadMUS: [
      '(i32)->i32',
      () =>
        core.failNull(
          mixer.rate === undefined ? "Audio device hasn't been opened" : 'Unrecognized audio format',
        ),
    ],
    Mix_FreeMusic: ['(i32)->', nothing],
    Mix_PlayMusic: ['(i32,i32)->i32', () => core.fail('music parameter was NULL')],
    Mix_PlayingMusic: ['()->i32', () => 0],
    Mix_PauseMusic: ['()->', nothing],
    Mix_ResumeMusic: ['()->', nothing],
    Mix_HaltMusic: ['()->i32', () => 0],
    Mix_VolumeMusic: [
      '(i32)->i32',
      (wanted: number) => {
        const before = mixer.musicVolume;
        if (wanted >= 0) mixer.musicVolume = Math.min(wanted, MAX_VOLUME);
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
        memory.free(mixer.soundFonts);
        mixer.soundFonts = paths === 0 ? 0 : memory.allocateText(text);
        return 1;
      },
    ],
    Mix_GetSoundFonts: ['()->i32', () => mixer.soundFonts],
  };
}
