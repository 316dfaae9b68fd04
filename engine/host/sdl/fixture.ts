import { type BytesBefore, bytesGuest } from '../guest-fixture.ts';
import type { HostValue } from '../host.ts';
import type { GameEvent, InputEvent, MessageBox, SdlFrame, SdlPlatform, SoundBlock } from '../platform.ts';
import { createSdlHost } from './sdl.ts';

/** What a fixture takes over from another. */
interface Before extends BytesBefore {
  readonly clock: { readonly now: number };
}

/** An SDL host on a guest of bytes alone, for tests: memory with a bump allocator, a clock that only waiting moves. */
export function makeFixture(
  options: {
    readonly memory?: number;
    readonly display?: SdlPlatform['display'];
    readonly sound?: boolean;
    readonly altEnter?: boolean;
    readonly basePath?: string;
    /** A fixture whose memory and time this one begins with. */
    readonly from?: Before;
  } = {},
) {
  const { from } = options;
  const { guest, bytes, view, live, pointers, top } = bytesGuest(options.memory ?? 16 << 20, from);

  const seen = {
    frames: [] as SdlFrame[],
    sound: [] as SoundBlock[],
    boxes: [] as MessageBox[],
    events: [] as GameEvent[],
    get titles() {
      return this.events.flatMap((event) => (event.type === 'title' ? [event.title] : []));
    },
    get grabs() {
      return this.events.flatMap((event) => (event.type === 'mouse-grab' ? [event.grabbed] : []));
    },
    get icons() {
      return this.events.flatMap((event) => (event.type === 'icon' ? [event.png] : []));
    },
    get fullscreen() {
      return this.events.flatMap((event) => (event.type === 'fullscreen' ? [event.on] : []));
    },
    log: [] as string[],
    /** How often the game has waited for the display. */
    refreshes: 0,
  };
  const clock = { now: from?.clock.now ?? 0, ahead: 0 };
  let outside: InputEvent[] = [];
  const platform: SdlPlatform = {
    now: () => clock.now,
    ahead: () => clock.ahead,
    delay: (milliseconds) => {
      clock.now += milliseconds;
    },
    pump: () => outside.splice(0),
    present: (frame) => seen.frames.push(frame),
    refreshed: () => {
      seen.refreshes++;
    },
    ...(options.sound && { sound: (block) => seen.sound.push(block) }),
    messageBox: (box) => seen.boxes.push(box),
    emit: (event) => seen.events.push(event),
    altEnter: options.altEnter ?? false,
    log: (text) => seen.log.push(text),
    basePath: options.basePath,
    prefPath: (organization, application) =>
      application === '' ? undefined : `/home/${organization}${application}/`,
    ...(options.display !== undefined && { display: options.display }),
  };
  const host = createSdlHost(platform);
  host.attach(guest);

  const text = (value: string): number => {
    const encoded = new TextEncoder().encode(`${value}\0`);
    const at = guest.malloc(encoded.length);
    bytes.set(encoded, at);
    return at;
  };

  return {
    host,
    bytes,
    view,
    seen,
    clock,
    live,
    top,
    pointers,
    text,
    alloc: (size: number) => guest.malloc(size),
    /** Calls an SDL function as the guest would; results are what the guest gets. */
    sdl(name: string, ...args: HostValue[]): number {
      const found = host.resolve('env', name);
      if (found === undefined) throw new Error(`no function ${name}`);
      if (args.length !== found.type.params.length)
        throw new Error(`${name} takes ${found.type.params.length}`);
      return Number(found.call(...(args as never[])) ?? 0);
    },
    send(...events: InputEvent[]) {
      outside = [...outside, ...events];
    },
    readText(pointer: number): string {
      return Buffer.from(bytes.subarray(pointer, bytes.indexOf(0, pointer))).toString();
    },
    rect(x: number, y: number, w: number, h: number): number {
      const at = guest.malloc(16);
      for (const [i, value] of [x, y, w, h].entries()) view.setInt32(at + 4 * i, value, true);
      return at;
    },
    error(): string {
      return host.lastError();
    },
  };
}

export type Fixture = ReturnType<typeof makeFixture>;
