import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import {
  HOME_DIRECTORY,
  TEMPORARY_DIRECTORY,
  WADS_DIRECTORY,
} from '../../../engine/games/common/directories.ts';
import { TICS_PER_SECOND, timedGametics } from '../../../engine/games/common/doom-rules.ts';
import { checkWad } from '../../../engine/games/common/identify-files.ts';
import { wadGrants } from '../../../engine/games/common/wad-grants.ts';
import { type Guest, type Host, type HostValue, Unwind } from '../../../engine/host/host.ts';
import { createSdlHost } from '../../../engine/host/sdl/sdl.ts';
import {
  createWasiHost,
  HostTree,
  LineStreams,
  MappedTree,
  MemoryTree,
  ProcessExit,
} from '../../../engine/host/wasi/wasi.ts';
import type { TimedemoRequest, TimedemoResult } from '../../../engine/offline/timedemo.ts';
import { FrameClock, wasiClock } from '../../../engine/session/drive/clock.ts';
import { PictureHash } from '../../../engine/session/drive/hashes.ts';

/** What Chocolate Doom exports, in the shape that JavaScript's WebAssembly interface gives it. */
export interface DoomExports {
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly __indirect_function_table: {
    get(index: number): (...args: HostValue[]) => HostValue | undefined;
  };
  _start(): void;
  D_RunFrame(): void;
  malloc(size: number): number;
  free(address: number): void;
}

/** Another engine: makes an instance of the game out of the module's file and our hosts. */
export type Peer = (module: string, hosts: readonly Host[]) => Promise<DoomExports>;

class BetweenFrames extends Unwind {}

/**
 * The timed demo of engine/offline/timedemo.ts on another engine: with the same hosts, clock, calls of the game, and record of time and
 * frames. Throws with the game's or the engine's own words.
 */
export async function playTimedemo(
  request: Omit<TimedemoRequest, 'backend'>,
  peer: Peer,
): Promise<Omit<TimedemoResult, 'backend'>> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-bench-'));
  const clock = new FrameClock();
  const pictures = new PictureHash();
  const said: string[] = [];
  let leave = false;
  const began = performance.now();
  checkWad(request.wad);
  const sdl = createSdlHost({
    now: () => clock.now(),
    delay: (milliseconds) => clock.delay(milliseconds),
    pump: () => [],
    present(frame) {
      leave = pictures.count === 0;
      pictures.add(frame);
    },
    messageBox: ({ text }) => said.push(text),
    emit: () => {},
    log: () => {},
    prefPath: () => `${HOME_DIRECTORY}/`,
  });
  const grants = wadGrants({ wads: [request.wad] });
  const time = wasiClock(clock, 0);
  const wasi = createWasiHost({
    args: ['doom', '-iwad', `${WADS_DIRECTORY}/${grants[0]?.[0]}`, '-nosound', '-timedemo', request.demo],
    env: { HOME: HOME_DIRECTORY },
    grants: new Map<string, HostTree | MappedTree | MemoryTree>([
      [HOME_DIRECTORY, new HostTree(home, true)],
      [TEMPORARY_DIRECTORY, new MemoryTree(() => time.realtime())],
      [WADS_DIRECTORY, new MappedTree(grants)],
    ]),
    clock: time,
    random: (into) => into.fill(0),
    streams: new LineStreams((_stream, text) => said.push(text)),
  });
  // `_start` is left at the first time query after the first frame, as a session does.
  const leaving: Host = {
    name: sdl.name,
    attach: (guest) => sdl.attach(guest),
    capture: () => sdl.capture(),
    restore: (state) => sdl.restore(state),
    resolve(module, name) {
      const found = sdl.resolve(module, name);
      if (name !== 'SDL_GetTicks' || found === undefined) return found;
      const call = () => {
        if (leave) throw new BetweenFrames();
        return found.call();
      };
      return { type: found.type, call };
    },
  };
  const hosts = [wasi, leaving];
  try {
    const game = await peer(request.module, hosts);
    const guest = guestOf(game);
    for (const host of hosts) host.attach(guest);
    drive(game, clock, () => (leave = false));
    wasi.close();
    const milliseconds = performance.now() - began - pictures.milliseconds;
    const gametics = timedGametics(said.join('\n'));
    if (gametics === undefined) throw new Error(said.at(-1) ?? 'the game ended without a word');
    return {
      gametics,
      frames: pictures.count,
      seconds: milliseconds / 1000,
      framesPerSecond: (pictures.count / milliseconds) * 1000,
      firstFrameMs: pictures.firstAt - began,
      hash: pictures.digest(),
    };
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}

/** Until the game exits, which the end of a timed demo makes it do. */
function drive(game: DoomExports, clock: FrameClock, between: () => void): void {
  try {
    try {
      game._start();
    } catch (error) {
      if (!(error instanceof BetweenFrames)) throw error;
      between();
    }
    for (let i = 1; ; i++) {
      clock.set((i * 1000) / TICS_PER_SECOND);
      game.D_RunFrame();
    }
  } catch (error) {
    if (!(error instanceof ProcessExit)) throw error;
  }
}

function guestOf(game: DoomExports): Guest {
  let bytes = new Uint8Array(game.memory.buffer);
  let view = new DataView(game.memory.buffer);
  const refresh = () => {
    const { buffer } = game.memory;
    if (buffer === bytes.buffer) return;
    bytes = new Uint8Array(buffer);
    view = new DataView(buffer);
  };
  return {
    exports: new Map(),
    get bytes() {
      refresh();
      return bytes;
    },
    get view() {
      refresh();
      return view;
    },
    malloc: (size) => game.malloc(size | 0) >>> 0,
    free: (address) => game.free(address | 0),
    callPointer: (pointer, ...args) => game.__indirect_function_table.get(pointer)(...args),
  };
}
