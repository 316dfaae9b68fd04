import { HostFunctions, trapping } from '../functions.ts';
import type { Guest, Host } from '../host.ts';
import { bufferFunctions } from './buffer-functions.ts';
import { OpenAlCore, type OpenAlOptions, type OpenAlPlatform } from './core.ts';
import { deviceFunctions } from './device-functions.ts';
import { listenerFunctions } from './listener-functions.ts';
import { OpenAlMixer } from './mixer.ts';
import { queueFunctions } from './queue-functions.ts';
import { sourceFunctions } from './source-functions.ts';
import { captureOpenAl, restoreOpenAl } from './state.ts';

export type { OpenAlOptions } from './core.ts';

/** OpenAL 1.1 for one game: a Host whose functions are those of import module `env`. */
export interface OpenAlHost extends Host {
  readonly functions: HostFunctions;
  /** The game lets time pass, outside of a frame or within it: mixes what is due. May throw what the guest's callbacks throw. */
  run(): void;
  /** For games that are called once a frame: a frame begins, and the clock stands where it shall end. */
  beginFrame(): void;
  /** The frame has ended: mixes the time that it stands for. May throw what the guest's callbacks throw. */
  endFrame(): void;
  /** A point within a frame where callbacks of the game may run: sound continues however long the frame lasts. May throw what they throw. */
  keepSounding(): void;
  /** Between two frames: mixes `milliseconds` besides what the session's time asks for. May throw what the guest's callbacks throw. */
  soundAhead(milliseconds: number): void;
  /** Whether queues of buffers are played, as music is. Else they wait, silent, and the game computes nothing for them. */
  playStreams(on: boolean): void;
}

/** Makes an OpenAL host that knows the world through `platform` only. */
export function createOpenAlHost(platform: OpenAlPlatform, options: OpenAlOptions = {}): OpenAlHost {
  const core = new OpenAlCore(platform, options);
  const mixer = new OpenAlMixer(core);
  const { pacing } = mixer;
  const functions = new HostFunctions().add('env', [
    deviceFunctions(core, mixer),
    bufferFunctions(core),
    sourceFunctions(core, mixer),
    queueFunctions(core),
    listenerFunctions(core),
  ]);
  return {
    name: 'openal',
    functions,
    resolve: functions.resolve,
    attach: (guest: Guest) => core.memory.attach(guest),
    capture: () => captureOpenAl(core, mixer),
    restore: (state) => restoreOpenAl(core, mixer, state),
    run: () => trapping('a callback', () => pacing.run()),
    beginFrame: () => {
      pacing.withinFrame = true;
    },
    endFrame: () => {
      pacing.endFrame();
      trapping('a callback', () => pacing.run());
    },
    keepSounding: () => trapping('a callback', () => pacing.keepUp()),
    soundAhead: (milliseconds) => trapping('a callback', () => pacing.mixAhead(milliseconds)),
    playStreams: (on) => mixer.setStreams(on),
  };
}
