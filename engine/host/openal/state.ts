import { z } from 'zod';
import type { HostState } from '../host.ts';
import { pacingState } from '../sound/pacing.ts';
import { count, parsedState, pointer, requireState } from '../state.ts';
import { AlBuffer, FORMATS, layoutOf, type Samples } from './buffer.ts';
import {
  BLOCK_FRAMES,
  MAX_BUFFER_BYTES,
  MAX_BUFFERS,
  MAX_FREQUENCY,
  MAX_QUEUE,
  MAX_SOURCES,
} from './constants.ts';
import { Context } from './context.ts';
import type { OpenAlCore } from './core.ts';
import { limiterState } from './limiter.ts';
import type { OpenAlMixer } from './mixer.ts';
import { ONE_FRAME } from './resampler.ts';
import { HISTORY, Source } from './source.ts';

/** Schemas of an OpenAL host's state. Samples are shared with the host, which never writes to them again. */

const name = z.int().min(1).max(0xffffffff);
const finite = z.number();
const notNegative = finite.min(0);
const vector = z.tuple([finite, finite, finite]);
const levels = z.strictObject({ left: finite, right: finite });
const samples = z.custom<Samples>(
  (value) => value instanceof Uint8Array || value instanceof Int16Array || value instanceof Float32Array,
  'no samples',
);
const history = z.custom<Float32Array>((value) => value instanceof Float32Array && value.length === HISTORY);

const buffer = z
  .strictObject({
    name,
    format: z.literal([...FORMATS.keys()]),
    frequency: z.int().min(0).max(MAX_FREQUENCY),
    samples,
  })
  .refine(({ format, samples: { BYTES_PER_ELEMENT, length } }) => {
    const { bytes, channels } = layoutOf(format);
    return BYTES_PER_ELEMENT === bytes && length % channels === 0;
  }, 'the samples are not of the format');

const source = z.strictObject({
  name,
  gain: notNegative,
  minGain: notNegative,
  maxGain: notNegative,
  pitch: notNegative,
  referenceDistance: notNegative,
  rolloffFactor: notNegative,
  maxDistance: notNegative,
  relative: z.boolean(),
  looping: z.boolean(),
  position: vector,
  velocity: vector,
  direction: vector,
  type: z.enum(['undetermined', 'static', 'streaming']),
  state: z.enum(['initial', 'playing', 'paused', 'stopped']),
  queue: z.array(name).max(MAX_QUEUE),
  current: count.max(MAX_QUEUE),
  frame: count,
  fraction: z
    .int()
    .min(0)
    .max(ONE_FRAME - 1),
  history: z.tuple([history, history]),
  begun: z.boolean(),
  gains: levels,
  last: levels,
});
type SourceState = z.infer<typeof source>;

const context = z.strictObject({
  handle: name,
  error: z.int().min(0).max(0xffff),
  nextSource: name,
  sources: z.array(source).max(MAX_SOURCES),
  listener: z.strictObject({
    gain: notNegative,
    position: vector,
    velocity: vector,
    orientation: z.tuple([vector, vector]),
    distanceModel: z.int().min(0).max(0xffff),
    dopplerFactor: notNegative,
    speedOfSound: notNegative,
  }),
});

const mixerState = z.strictObject({
  pacing: pacingState,
  limiter: limiterState,
  ready: z.custom<Int16Array>(
    (value) => value instanceof Int16Array && value.length <= 2 * BLOCK_FRAMES && value.length % 2 === 0,
  ),
  steps: levels,
  streams: z.boolean(),
});
export type MixerState = z.infer<typeof mixerState>;

const fields = z.strictObject({
  host: z.literal('openal'),
  version: z.literal(1),
  device: count,
  nextHandle: count,
  nextBuffer: name,
  texts: z.array(z.tuple([z.string(), pointer])).max(16),
  buffers: z.array(buffer).max(MAX_BUFFERS),
  context: context.optional(),
  current: z.boolean(),
  mixer: mixerState,
});
type OpenAlState = z.infer<typeof fields>;

const openAlState = fields
  .refine(
    ({ device, context: created, current, buffers, mixer }) =>
      (device !== 0 || (created === undefined && buffers.length === 0)) &&
      (created !== undefined || !current) &&
      (created !== undefined) === (mixer.pacing.device !== undefined),
    'a context needs its device',
  )
  .refine(
    ({ buffers }) =>
      buffers.reduce((sum, { samples: { byteLength } }) => sum + byteLength, 0) <= MAX_BUFFER_BYTES,
    'the buffers are too large',
  )
  .refine(isConsistent, 'names and positions do not fit each other');
/** Whether each name is that of one object, and each position is in its buffer. */
function isConsistent({ buffers, context: created, nextBuffer }: OpenAlState): boolean {
  const byName = new Map(buffers.map((one) => [one.name, one]));
  const sources = created?.sources ?? [];
  const names = new Set(sources.map((one) => one.name));
  if (byName.size !== buffers.length || names.size !== sources.length) return false;
  if (buffers.some((one) => one.name >= nextBuffer)) return false;
  return sources.every(({ name: own, queue, current, frame }) => {
    const first = byName.get(queue[0] ?? 0);
    const playing = byName.get(queue[current] ?? 0);
    return (
      own < (created?.nextSource ?? 0) &&
      current <= queue.length &&
      queue.every((each) => {
        const one = byName.get(each);
        return one !== undefined && one.format === first?.format && one.frequency === first.frequency;
      }) &&
      (frame === 0 ||
        (playing !== undefined && frame < playing.samples.length / layoutOf(playing.format).channels))
    );
  });
}

/** Throws HostStateError while the mixer calls the guest. */
export function captureOpenAl(core: OpenAlCore, mixer: OpenAlMixer): HostState {
  requireState(!mixer.pacing.mixing, 'a state cannot be captured while OpenAL’s mixer calls the game');
  const { device, nextHandle, nextBuffer, current, created } = core;
  const state: OpenAlState = {
    ...{ host: 'openal', version: 1, device, nextHandle, nextBuffer, current },
    texts: [...core.texts],
    buffers: [...core.buffers.values()].map(({ name: own, format, frequency, samples: data }) => ({
      ...{ name: own, format, frequency, samples: data },
    })),
    ...(created !== undefined && {
      context: {
        ...{ handle: created.handle, error: created.error, nextSource: created.nextSource },
        sources: [...created.sources.values()].map(captureSource),
        listener: {
          ...created.listener,
          orientation: [created.listener.orientation[0], created.listener.orientation[1]],
        },
      },
    }),
    mixer: mixer.capture(),
  };
  return state;
}

/** Throws HostStateError, and changes nothing, for a state that is not valid. */
export function restoreOpenAl(core: OpenAlCore, mixer: OpenAlMixer, given: HostState): void {
  const state = parsedState(openAlState, given, 'OpenAL');
  requireState(
    state.device === 0 || core.platform.sound !== undefined,
    'the state of OpenAL has an open device, and there is none',
  );
  core.closeDevice();
  for (const one of state.buffers) {
    core.buffers.set(one.name, Object.assign(new AlBuffer(one.name), one));
    core.bufferBytes += one.samples.byteLength;
  }
  const { device, nextHandle, nextBuffer, current } = state;
  Object.assign(core, { device, nextHandle, nextBuffer, current });
  core.texts.clear();
  for (const [text, address] of state.texts) core.texts.set(text, address);
  core.created = undefined;
  if (state.context !== undefined) {
    const { handle, error, nextSource, sources, listener } = state.context;
    const created = Object.assign(new Context(handle), { error, nextSource });
    Object.assign(created.listener, listener);
    for (const one of sources) created.sources.set(one.name, restoredSource(one, core));
    core.created = created;
  }
  mixer.restore(state.mixer);
}

function captureSource({ queue, history: [left, right], gains, last, ...rest }: Source): SourceState {
  return {
    ...rest,
    queue: queue.map(({ name: own }) => own),
    history: [left.slice(), right.slice()],
    gains: { ...gains },
    last: { ...last },
  };
}

function restoredSource(
  { queue, history: kept, gains, last, ...rest }: SourceState,
  core: OpenAlCore,
): Source {
  const restored = new Source(rest.name);
  const buffers = queue.map((own) => core.buffers.get(own)).filter((one) => one !== undefined);
  restored.setQueue(buffers, rest.type);
  Object.assign(restored, rest);
  Object.assign(restored.gains, gains);
  Object.assign(restored.last, last);
  for (const [channel, frames] of kept.entries()) restored.history[channel]!.set(frames);
  return restored;
}
