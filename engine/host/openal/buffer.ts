import { AL } from './constants.ts';

export type SampleType = 'u8' | 'i16' | 'f32';

/** The layout of a buffer's samples. */
export interface Format {
  readonly channels: 1 | 2;
  readonly type: SampleType;
  /** Bytes of one sample of one channel. */
  readonly bytes: 1 | 2 | 4;
}

/** Formats of al.h, and of AL_EXT_FLOAT32. */
export const FORMATS: ReadonlyMap<number, Format> = new Map([
  [0x1100, { channels: 1, type: 'u8', bytes: 1 }],
  [0x1101, { channels: 1, type: 'i16', bytes: 2 }],
  [0x1102, { channels: 2, type: 'u8', bytes: 1 }],
  [0x1103, { channels: 2, type: 'i16', bytes: 2 }],
  [0x10010, { channels: 1, type: 'f32', bytes: 4 }],
  [0x10011, { channels: 2, type: 'f32', bytes: 4 }],
]);

export type Samples = Uint8Array | Int16Array | Float32Array;

/** No sample of a recording is that loud. Larger numbers, and those that are none, must not spoil the mix. */
const LOUDEST = 4096;

/** An OpenAL buffer. Its samples are never written to again: new data are another array. */
export class AlBuffer {
  readonly name: number;
  /** Of `FORMATS`; 16-bit mono until it has data. */
  format = 0x1101;
  /** Frames a second. */
  frequency = 0;
  samples: Samples = new Int16Array();
  /** How often it is in the queue of a source. */
  uses = 0;

  constructor(name: number) {
    this.name = name;
  }

  get layout(): Format {
    return layoutOf(this.format);
  }

  get frames(): number {
    return this.samples.length / this.layout.channels;
  }
}

/** Throws for what is not one of `FORMATS`. */
export function layoutOf(format: number): Format {
  const layout = FORMATS.get(format);
  if (layout === undefined) throw new Error(`${format} is no format of OpenAL`);
  return layout;
}

/** The samples in a copy of `bytes`. */
export function samplesOf(bytes: Uint8Array, type: SampleType): Samples {
  const copy = new Uint8Array(bytes.length);
  copy.set(bytes);
  if (type === 'u8') return copy;
  if (type === 'i16') return new Int16Array(copy.buffer);
  const samples = new Float32Array(copy.buffer);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i]!;
    if (!(sample >= -LOUDEST && sample <= LOUDEST)) samples[i] = 0;
  }
  return samples;
}

/** AL_SOURCE_TYPE, AL_SOURCE_STATE, by their names. */
export const SOURCE_TYPES = {
  undetermined: AL.UNDETERMINED,
  static: AL.STATIC,
  streaming: AL.STREAMING,
} as const;
export const SOURCE_STATES = {
  initial: AL.INITIAL,
  playing: AL.PLAYING,
  paused: AL.PAUSED,
  stopped: AL.STOPPED,
} as const;
