import type { FunctionTable } from '../functions.ts';
import { AL, ALC, BLOCK_FRAMES, RATE } from './constants.ts';
import { Context } from './context.ts';
import type { OpenAlCore } from './core.ts';
import type { OpenAlMixer } from './mixer.ts';

const DEVICE_NAME = 'Trapdoom';
/** Extensions of the context, in capitals. A device has none. */
const EXTENSIONS = new Set(['AL_EXT_FLOAT32']);
/** What alcGetIntegerv says of the device. */
const DEVICE_FACTS: ReadonlyMap<number, number> = new Map<number, number>([
  [ALC.MAJOR_VERSION, 1],
  [ALC.MINOR_VERSION, 1],
  [ALC.FREQUENCY, RATE],
  [ALC.REFRESH, Math.floor(RATE / BLOCK_FRAMES)],
  [ALC.SYNC, 0],
]);

/**
 * alc.h: one device, and one context of it at a time. Without `platform.sound` there is no device. alcSuspendContext changes nothing: no
 * time passes, and so nothing is heard, between it and alcProcessContext.
 */
export function deviceFunctions(core: OpenAlCore, mixer: OpenAlMixer): FunctionTable {
  const { memory, platform } = core;
  const nothing = () => undefined;

  const open = (): number => {
    if (platform.sound === undefined || core.device !== 0) return 0;
    core.device = core.nextHandle++;
    return core.device;
  };

  const destroy = (handle: number): void => {
    const context = core.created;
    if (context === undefined || context.handle !== handle) return;
    for (const source of context.sources.values()) {
      mixer.cut(source);
      source.setQueue([], 'undetermined');
    }
    core.created = undefined;
    core.current = false;
    mixer.pacing.close();
  };

  /** A device with a context is not closed. */
  const close = (device: number): number => {
    if (device === 0 || device !== core.device || core.created !== undefined) return 0;
    core.closeDevice();
    return 1;
  };

  const create = (device: number): number => {
    if (device === 0 || device !== core.device || core.created !== undefined) return 0;
    core.created = new Context(core.nextHandle++);
    mixer.pacing.open(RATE, BLOCK_FRAMES);
    return core.created.handle;
  };

  const makeCurrent = (handle: number): number => {
    if (handle !== 0 && handle !== core.created?.handle) return 0;
    core.current = handle !== 0;
    return 1;
  };

  const deviceText = (device: number, name: number): number => {
    if (name === ALC.DEVICE_SPECIFIER || name === ALC.DEFAULT_DEVICE_SPECIFIER) return core.text(DEVICE_NAME);
    return name === ALC.EXTENSIONS && device === core.device && device !== 0 ? core.text('') : 0;
  };

  const deviceNumber = (device: number, name: number, size: number, out: number): void => {
    const fact = DEVICE_FACTS.get(name);
    if (fact !== undefined && size > 0 && device !== 0 && device === core.device) memory.setOut(out, fact);
  };

  const contextNumber = (name: number): number => {
    const { context } = core;
    if (context === undefined) return 0;
    const { distanceModel, dopplerFactor, speedOfSound } = context.listener;
    if (name === AL.DISTANCE_MODEL) return distanceModel;
    if (name === AL.DOPPLER_FACTOR) return Math.trunc(dopplerFactor);
    if (name === AL.SPEED_OF_SOUND) return Math.trunc(speedOfSound);
    context.fail(AL.INVALID_ENUM);
    return 0;
  };

  return {
    alcOpenDevice: ['(i32)->i32', open],
    alcCloseDevice: ['(i32)->i32', close],
    alcCreateContext: ['(i32,i32)->i32', create],
    alcDestroyContext: ['(i32)->', destroy],
    alcMakeContextCurrent: ['(i32)->i32', makeCurrent],
    alcGetCurrentContext: ['()->i32', () => core.context?.handle ?? 0],
    alcSuspendContext: ['(i32)->', nothing],
    alcProcessContext: ['(i32)->', nothing],
    alcIsExtensionPresent: ['(i32,i32)->i32', () => 0],
    alcGetString: ['(i32,i32)->i32', deviceText],
    alcGetIntegerv: ['(i32,i32,i32,i32)->', deviceNumber],
    alIsExtensionPresent: [
      '(i32)->i32',
      (name: number) =>
        core.context !== undefined && EXTENSIONS.has(memory.text(name).toUpperCase()) ? 1 : 0,
    ],
    alGetProcAddress: ['(i32)->i32', () => 0],
    alGetInteger: ['(i32)->i32', contextNumber],
    // Without a context, every other call is invalid too.
    alGetError: ['()->i32', () => core.context?.takeError() ?? AL.INVALID_OPERATION],
  };
}
