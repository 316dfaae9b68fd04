import { guestOf } from '../../engine/host/guest.ts';
import type { Host, HostState } from '../../engine/host/host.ts';
import { linkImports } from '../../engine/host/link.ts';
import type { InputEvent, SdlFrame, SoundBlock } from '../../engine/host/platform.ts';
import { createSdlHost, type SdlHost } from '../../engine/host/sdl/sdl.ts';
import { createWasiHost, LineStreams, MemoryTree } from '../../engine/host/wasi/wasi.ts';
import { assemble } from '../../engine/session/game/fixtures.ts';
import { Engine, Instance, Module, Store } from '../../engine/wasm/index.ts';

/**
 * A game that uses all of the hosts' state. It has a texture that it updates in part, a playing channel with panning and an effect, and
 * music by a hook. It also has a timer, the event queue, a joystick, and an open file. All of its own state is in memory and exported globals.
 */
const GAME = `(module
  (import "env" "SDL_Init" (func $init (param i32) (result i32)))
  (import "env" "SDL_CreateWindow" (func $window (param i32 i32 i32 i32 i32 i32) (result i32)))
  (import "env" "SDL_CreateRenderer" (func $renderer (param i32 i32 i32) (result i32)))
  (import "env" "SDL_CreateTexture" (func $texture (param i32 i32 i32 i32 i32) (result i32)))
  (import "env" "SDL_UpdateTexture" (func $update (param i32 i32 i32 i32) (result i32)))
  (import "env" "SDL_RenderCopy" (func $copy (param i32 i32 i32 i32) (result i32)))
  (import "env" "SDL_RenderPresent" (func $present (param i32)))
  (import "env" "SDL_PollEvent" (func $poll (param i32) (result i32)))
  (import "env" "SDL_AddTimer" (func $timer (param i32 i32 i32) (result i32)))
  (import "env" "SDL_JoystickOpen" (func $joystick (param i32) (result i32)))
  (import "env" "SDL_JoystickGetAxis" (func $axis (param i32 i32) (result i32)))
  (import "env" "SDL_GetKeyboardState" (func $keys (param i32) (result i32)))
  (import "env" "Mix_OpenAudio" (func $open_audio (param i32 i32 i32 i32) (result i32)))
  (import "env" "Mix_HookMusic" (func $hook (param i32 i32)))
  (import "env" "Mix_PlayChannel" (func $play (param i32 i32 i32) (result i32)))
  (import "env" "Mix_SetPanning" (func $pan (param i32 i32 i32) (result i32)))
  (import "env" "Mix_RegisterEffect" (func $effect (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "path_open" (func $open (param i32 i32 i32 i32 i32 i64 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_write" (func $write (param i32 i32 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_seek" (func $seek (param i32 i64 i32 i32) (result i32)))
  (import "wasi_snapshot_preview1" "fd_read" (func $read (param i32 i32 i32 i32) (result i32)))
  (memory (export "memory") 2)
  (table (export "__indirect_function_table") 4 funcref)
  (elem (i32.const 1) $music $tick $louder)
  (global $heap (export "heap") (mut i32) (i32.const 66000))
  (func (export "malloc") (param $size i32) (result i32)
    (global.set $heap (i32.and (i32.add (i32.add (global.get $heap) (local.get $size)) (i32.const 15)) (i32.const -16)))
    (i32.sub (global.get $heap) (i32.and (i32.add (local.get $size) (i32.const 15)) (i32.const -16))))
  (func (export "free") (param i32))
  ;; 0 window, 4 renderer, 8 texture, 12 frames, 16 ticks of the timer, 20 samples of music, 24 the file, 28 events, 32 the joystick,
  ;; 36 the keyboard's state
  (func $music (param $data i32) (param $at i32) (param $bytes i32)
    (block $done (loop $more
      (br_if $done (i32.le_s (local.get $bytes) (i32.const 0)))
      (i32.store16 (local.get $at) (i32.load (i32.const 20)))
      (i32.store (i32.const 20) (i32.add (i32.load (i32.const 20)) (i32.const 3)))
      (local.set $at (i32.add (local.get $at) (i32.const 2)))
      (local.set $bytes (i32.sub (local.get $bytes) (i32.const 2)))
      (br $more))))
  (func $tick (param $interval i32) (param $data i32) (result i32)
    (i32.store (i32.const 16) (i32.add (i32.load (i32.const 16)) (local.get $data)))
    (i32.add (local.get $interval) (i32.const 1)))
  (func $louder (param $channel i32) (param $at i32) (param $bytes i32) (param $data i32)
    (i32.store16 (local.get $at) (i32.add (i32.load (i32.const 12)) (local.get $data))))
  (func (export "begin")
    (drop (call $init (i32.const 0x230)))
    (i32.store (i32.const 0) (call $window (i32.const 512) (i32.const 0) (i32.const 0) (i32.const 16) (i32.const 16) (i32.const 0)))
    (i32.store (i32.const 4) (call $renderer (i32.load (i32.const 0)) (i32.const -1) (i32.const 0)))
    (i32.store (i32.const 8) (call $texture (i32.load (i32.const 4)) (i32.const 0x16362004) (i32.const 1) (i32.const 16) (i32.const 16)))
    (drop (call $open_audio (i32.const 22050) (i32.const 0x8010) (i32.const 2) (i32.const 256)))
    (call $hook (i32.const 1) (i32.const 0))
    (drop (call $timer (i32.const 20) (i32.const 2) (i32.const 7)))
    (drop (call $play (i32.const 2) (i32.const 600) (i32.const -1)))
    (drop (call $pan (i32.const 2) (i32.const 200) (i32.const 90)))
    (drop (call $effect (i32.const 2) (i32.const 3) (i32.const 0) (i32.const 5)))
    (i32.store (i32.const 32) (call $joystick (i32.const 0)))
    (i32.store (i32.const 36) (call $keys (i32.const 0)))
    (drop (call $open (i32.const 3) (i32.const 0) (i32.const 520) (i32.const 4)
      (i32.const 1) (i64.const 0x66) (i64.const 0) (i32.const 0) (i32.const 24))))
  (func (export "frame")
    (local $i i32)
    (i32.store (i32.const 12) (i32.add (i32.load (i32.const 12)) (i32.const 1)))
    (block $none (loop $more
      (br_if $none (i32.eqz (call $poll (i32.const 1024))))
      (i32.store (i32.const 28) (i32.add (i32.mul (i32.load (i32.const 28)) (i32.const 3)) (i32.load (i32.const 1024))))
      (br $more)))
    ;; The file gets a number a frame; one of them is read back.
    (i32.store (i32.const 48) (i32.const 12))
    (i32.store (i32.const 52) (i32.const 4))
    (drop (call $write (i32.load (i32.const 24)) (i32.const 48) (i32.const 1) (i32.const 56)))
    (drop (call $seek (i32.load (i32.const 24)) (i64.const -4) (i32.const 1) (i32.const 64)))
    (i32.store (i32.const 48) (i32.const 72))
    (drop (call $read (i32.load (i32.const 24)) (i32.const 48) (i32.const 1) (i32.const 56)))
    ;; All that it knows, as pixels of one row.
    (loop $pixels
      (i32.store offset=2048 (i32.shl (local.get $i) (i32.const 2))
        (i32.or (i32.const 0xff000000) (i32.load (i32.shl (local.get $i) (i32.const 2)))))
      (br_if $pixels (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 15))))
    (i32.store (i32.const 2108) (i32.add
      (call $axis (i32.load (i32.const 32)) (i32.const 0))
      (i32.load8_u (i32.add (i32.load (i32.const 36)) (i32.const 26)))))
    (i32.store (i32.const 1100) (i32.const 0))
    (i32.store (i32.const 1104) (i32.and (i32.load (i32.const 12)) (i32.const 15)))
    (i32.store (i32.const 1108) (i32.const 16))
    (i32.store (i32.const 1112) (i32.const 1))
    (drop (call $update (i32.load (i32.const 8)) (i32.const 1100) (i32.const 2048) (i32.const 64)))
    (drop (call $copy (i32.load (i32.const 4)) (i32.load (i32.const 8)) (i32.const 0) (i32.const 0)))
    (call $present (i32.load (i32.const 4))))
  (data (i32.const 512) "Hosts\\00\\00\\00file")
  ;; Mix_Chunk: allocated, samples, bytes, volume.
  (data (i32.const 600) "\\00\\00\\00\\00\\00\\04\\00\\00\\64\\01\\00\\00\\60\\00\\00\\00"))`;

const BYTES = assemble(GAME);

/** Milliseconds from frame to frame. */
const FRAME_MS = 25;

/** The hosts of a game that is played frame by frame, what they have shown and played, and the instance that they serve. */
export class Played {
  readonly frames: SdlFrame[] = [];
  readonly sound: SoundBlock[] = [];
  readonly hosts: readonly Host[];
  readonly #sdl: SdlHost;
  #instance: Instance | undefined;
  #now = 0;
  #events: InputEvent[] = [];

  /** `now`: session time in milliseconds. */
  constructor(now = 0) {
    this.#now = now;
    this.#sdl = createSdlHost({
      now: () => this.#now,
      delay: (milliseconds) => {
        this.#now += milliseconds;
      },
      pump: () => this.#events.splice(0),
      present: (frame) => this.frames.push(frame),
      sound: (block) => this.sound.push(block),
      messageBox: () => {},
      emit: () => {},
      log: () => {},
      prefPath: () => undefined,
    });
    const nanoseconds = () => BigInt(this.#now) * 1_000_000n;
    const wasi = createWasiHost({
      args: ['game'],
      env: {},
      grants: new Map([['/', new MemoryTree(nanoseconds)]]),
      clock: { realtime: nanoseconds, monotonic: nanoseconds, sleep: () => {} },
      random: (into) => into.fill(4),
      streams: new LineStreams(() => {}),
    });
    this.hosts = [this.#sdl, wasi];
  }

  get instance(): Instance {
    if (this.#instance === undefined) throw new Error('no instance was made');
    return this.#instance;
  }

  get now(): number {
    return this.#now;
  }

  /** Makes an instance of the game on a backend and attaches the hosts to it; its state is that of `before`. */
  attach(backend: string, before?: Instance): this {
    const module = new Module(new Engine({ backend }), BYTES);
    const store = new Store(module.engine);
    const { externs } = linkImports(store, module, this.hosts);
    const instance = new Instance(store, module, externs);
    if (before !== undefined) copyState(before, instance);
    const guest = guestOf(instance);
    if (guest === undefined) throw new Error('the game exports its memory');
    for (const host of this.hosts) host.attach(guest);
    this.#instance = instance;
    return this;
  }

  /** The state of each host, as another thread would get it. */
  capture(): HostState[] {
    return structuredClone(this.hosts.map((host) => host.capture()));
  }

  restore(states: readonly HostState[]): this {
    for (const [i, host] of this.hosts.entries()) host.restore(states[i]!);
    return this;
  }

  rewind(now: number): this {
    this.#now = now;
    return this;
  }

  begin(): this {
    this.instance.func('begin').call();
    return this;
  }

  play(frames: number): this {
    const frame = this.instance.func('frame');
    for (let i = 0; i < frames; i++) {
      this.#now += FRAME_MS;
      this.#events.push(...eventsAt(this.#now / FRAME_MS));
      this.#sdl.beginFrame();
      frame.call();
      this.#sdl.endFrame();
    }
    return this;
  }
}

/** Keys, the mouse and a pad: something is held at any time. */
function eventsAt(frame: number): InputEvent[] {
  const tilt = ((frame % 7) - 3) / 3;
  return [
    { type: 'key', code: 'KeyW', down: frame % 4 < 2, repeat: false, text: 'w' },
    { type: 'mouse-move', dx: 0.4, dy: 0.7 },
    { type: 'mouse-wheel', x: 0, y: 0.3 },
    { type: 'mouse-button', button: 0, down: frame % 6 < 3 },
    { type: 'gamepad', index: 0, pad: { id: 'Pad', standard: true, axes: [tilt, 0], buttons: [frame % 2] } },
  ];
}

function copyState(from: Instance, to: Instance): void {
  const [source, target] = [from.memory('memory'), to.memory('memory')];
  target.bytes.set(source.bytes);
  to.global('heap').set(from.global('heap').get());
}
