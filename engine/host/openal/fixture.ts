import { type BytesBefore, bytesGuest } from '../guest-fixture.ts';
import type { HostValue } from '../host.ts';
import type { SoundBlock } from '../platform.ts';
import { AL } from './constants.ts';
import { createOpenAlHost, type OpenAlOptions } from './openal.ts';

interface Before extends BytesBefore {
  readonly clock: { readonly now: number };
}

/** An OpenAL host on a guest of bytes alone, for tests. */
export function makeOpenAl(
  options: OpenAlOptions & {
    readonly sound?: boolean;
    readonly memory?: number;
    /** A fixture whose memory and time this one begins with. */
    readonly from?: Before | undefined;
  } = {},
) {
  const { guest, ...memory } = bytesGuest(options.memory ?? 16 << 20, options.from);
  const clock = { now: options.from?.clock.now ?? 0, ahead: 0 };
  const blocks: SoundBlock[] = [];
  const host = createOpenAlHost(
    {
      now: () => clock.now,
      ahead: () => clock.ahead,
      ...(options.sound !== false && { sound: (block) => blocks.push(block) }),
    },
    options,
  );
  host.attach(guest);
  const { view, bytes } = memory;

  /** Calls a function as the guest would; results are what the guest gets. */
  const al = (name: string, ...args: HostValue[]): number => {
    const found = host.resolve('env', name);
    if (found === undefined) throw new Error(`no function ${name}`);
    if (args.length !== found.type.params.length)
      throw new Error(`${name} takes ${found.type.params.length}`);
    return Number(found.call(...(args as never[])) ?? 0);
  };
  const alloc = (size: number) => guest.malloc(size);
  const out = alloc(256);

  /** The addresses of numbers in memory. */
  const ints = (...values: number[]): number => {
    const at = alloc(4 * values.length);
    for (const [i, value] of values.entries()) view.setInt32(at + 4 * i, value, true);
    return at;
  };
  const floats = (...values: number[]): number => {
    const at = alloc(4 * values.length);
    for (const [i, value] of values.entries()) view.setFloat32(at + 4 * i, value, true);
    return at;
  };
  const text = (value: string): number => {
    const at = alloc(value.length + 1);
    bytes.set(new TextEncoder().encode(`${value}\0`), at);
    return at;
  };
  const generated = (name: string, count: number): number[] => {
    const at = alloc(4 * count);
    al(name, count, at);
    return Array.from({ length: count }, (_, i) => view.getInt32(at + 4 * i, true));
  };

  return {
    ...memory,
    host,
    clock,
    blocks,
    al,
    alloc,
    ints,
    floats,
    text,
    /** A device with a current context. */
    open() {
      const device = al('alcOpenDevice', 0);
      const context = al('alcCreateContext', device, 0);
      al('alcMakeContextCurrent', context);
      return { device, context };
    },
    buffers: (count: number) => generated('alGenBuffers', count),
    sources: (count: number) => generated('alGenSources', count),
    /** A buffer of samples. Numbers of the format's type. */
    fill(buffer: number, format: number, samples: readonly number[], frequency = 44_100) {
      const data =
        format === 0x1100 || format === 0x1102
          ? Uint8Array.from(samples)
          : format >= 0x10000
            ? Float32Array.from(samples)
            : Int16Array.from(samples);
      const at = alloc(data.byteLength);
      bytes.set(new Uint8Array(data.buffer), at);
      al('alBufferData', buffer, format, at, data.byteLength, frequency);
    },
    get(source: number, property: number): number {
      al('alGetSourcei', source, property, out);
      return view.getInt32(out, true);
    },
    error: () => al('alGetError'),
    /** Names of all functions. */
    functions: [...host.functions].map(([key]) => key.slice('env.'.length)),
    typeOf: (name: string) => host.resolve('env', name)!.type,
    state: (source: number) => {
      al('alGetSourcei', source, AL.SOURCE_STATE, out);
      return view.getInt32(out, true);
    },
    /** Lets a frame of so many milliseconds pass, and returns the samples that were mixed, left and right in turn. */
    hear(milliseconds: number): number[] {
      blocks.length = 0;
      host.beginFrame();
      clock.now += milliseconds;
      host.endFrame();
      return blocks.flatMap(({ samples }) => [...samples]);
    },
  };
}
