import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { guestOf } from '../../engine/host/guest.ts';
import type { Host, HostState } from '../../engine/host/host.ts';
import { linkImports } from '../../engine/host/link.ts';
import { createSdlHost, type SdlHost } from '../../engine/host/sdl/sdl.ts';
import type { Tree } from '../../engine/host/wasi/trees/tree.ts';
import {
  createWasiHost,
  HostTree,
  LineStreams,
  MappedTree,
  MemoryTree,
} from '../../engine/host/wasi/wasi.ts';
import { FrameClock, wasiClock } from '../../engine/session/drive/clock.ts';
import { PictureHash, SoundHash } from '../../engine/session/drive/hashes.ts';
import { beforeCall } from '../../engine/session/game/before-call.ts';
import { Engine, Func, Instance, Module, Store, type StoreCapture, Unwind } from '../../engine/wasm/index.ts';
import { FREEDOOM_1, MODULE } from '../games/rehearse.ts';

/** Doom's tics. */
const FRAMES_PER_SECOND = 35;

const BYTES = new Uint8Array(fs.readFileSync(MODULE));
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-hosts-'));
afterAll(() => fs.rmSync(folder, { recursive: true, force: true }));

class BetweenFrames extends Unwind {}

/** The state of a game during a demo, as another process would get it. */
interface Checkpoint {
  readonly frame: number;
  /** What the clock shows, in milliseconds. */
  readonly time: number;
  readonly store: StoreCapture;
  readonly hosts: readonly HostState[];
}

/** Doom with hosts of its own, without a session: a demo with its sound. */
class DemoRun {
  readonly frames: string[] = [];
  readonly sounds: string[] = [];
  readonly #hosts: readonly Host[];
  readonly #sdl: SdlHost;
  readonly #clock = new FrameClock();
  readonly #module: Module;
  readonly #store: Store;
  readonly #instance: Instance;
  #leaving = false;
  #frame = 0;

  /** Begins the demo, or continues from `from`. `home` is the game's folder. */
  constructor(backend: string, home: string, from?: Checkpoint) {
    const time = wasiClock(this.#clock, 0);
    const homeTree = new HostTree(home, true);
    const wasi = createWasiHost({
      args: ['doom', '-iwad', '/wads/freedoom1.wad', '-timedemo', 'demo1'],
      env: { HOME: '/home' },
      grants: new Map<string, Tree>([
        ['/home', homeTree],
        ['/', homeTree],
        ['/tmp', new MemoryTree(() => time.realtime())],
        ['/wads', new MappedTree([['freedoom1.wad', FREEDOOM_1]])],
      ]),
      clock: time,
      random: (into) => into.fill(0),
      streams: new LineStreams(() => {}),
    });
    this.#sdl = createSdlHost({
      now: () => this.#clock.now(),
      delay: (milliseconds) => this.#clock.delay(milliseconds),
      pump: () => [],
      present: (frame) => {
        const hash = new PictureHash();
        hash.add(frame);
        this.frames.push(`${frame.format} ${hash.digest()}`);
        if (this.#frame === 0) this.#leaving = true;
      },
      sound: ({ samples }) => {
        const hash = new SoundHash();
        hash.add(samples);
        this.sounds.push(`${samples.length} ${hash.digest()}`);
      },
      messageBox: () => {},
      emit: () => {},
      log: () => {},
      prefPath: () => '/home/',
    });
    const leave = () => {
      if (this.#leaving) throw new BetweenFrames();
    };
    this.#hosts = [wasi, beforeCall(this.#sdl, 'SDL_GetTicks', leave)];
    this.#module = new Module(new Engine({ backend }), BYTES);
    this.#store = new Store(this.#module.engine);
    if (from === undefined) {
      const { externs } = linkImports(this.#store, this.#module, this.#hosts);
      this.#instance = new Instance(this.#store, this.#module, externs);
      this.#attach();
      expect(() => this.#instance.func('_start').call()).toThrow(BetweenFrames);
      this.#leaving = false;
    } else {
      this.#instance = this.#restored(from.store);
      this.#attach();
      this.#frame = from.frame;
      this.#clock.set(from.time);
      for (const [i, host] of this.#hosts.entries()) host.restore(from.hosts[i]!);
    }
  }

  run(frames: number): this {
    for (let i = 0; i < frames; i++) {
      this.#clock.set((++this.#frame * 1000) / FRAMES_PER_SECOND);
      this.#sdl.beginFrame();
      this.#instance.func('D_RunFrame').call();
      this.#sdl.endFrame();
    }
    return this;
  }

  checkpoint(): Checkpoint {
    const hosts = this.#hosts.map((host) => host.capture());
    return structuredClone({
      frame: this.#frame,
      time: this.#clock.time,
      store: this.#store.capture(),
      hosts,
    });
  }

  #attach(): void {
    const guest = guestOf(this.#instance);
    if (guest === undefined) throw new Error('Doom exports its memory');
    for (const host of this.#hosts) host.attach(guest);
  }

  #restored(capture: StoreCapture): Instance {
    const [instance] = this.#store.restore(capture, {
      modules: [this.#module],
      hostFunction: (name, type) => {
        const [module = '', field = ''] = name.split('.');
        const call = this.#hosts.map((host) => host.resolve(module, field)?.call).find(Boolean);
        if (call === undefined) throw new Error(`no host has ${name}`);
        return new Func(this.#store, type, call, { name });
      },
    });
    if (instance === undefined) throw new Error('nothing was restored');
    return instance;
  }
}

const FRAMES = 120;

describe('a demo continues in fresh hosts and a fresh instance (issue 11, 3)', () => {
  const home = (name: string) => {
    const place = path.join(folder, name);
    fs.mkdirSync(place);
    return place;
  };
  const whole = new DemoRun('native', home('whole')).run(FRAMES);

  test('the demo is seen and heard', () => {
    expect(new Set(whole.frames).size).toBeGreaterThan(FRAMES / 2);
    expect(new Set(whole.sounds).size).toBeGreaterThan(FRAMES / 2);
    expect(whole.frames.at(-1)).toMatch(/^indexed/);
  });

  test.each([
    ['native', 'singlepass', 1],
    ['singlepass', 'native', 57],
    ['singlepass', 'singlepass', 90],
  ])('from %s to %s after frame %i', (from, to, frames) => {
    const place = home(`${from}-${to}`);
    const before = new DemoRun(from, place).run(frames);
    const after = new DemoRun(to, place, before.checkpoint()).run(FRAMES - frames);
    expect([...before.frames, ...after.frames]).toEqual(whole.frames);
    expect([...before.sounds, ...after.sounds]).toEqual(whole.sounds);
  });
});
