import fs from 'node:fs';
import { createDoomWasmHost, type WadSource } from '../../host/doom/doomwasm.ts';
import { createFizzbuzzHost } from '../../host/doom/fizzbuzz.ts';
import type { DoomHost, DoomPlatform } from '../../host/doom/platform.ts';
import type { DoomAbi } from '../../host/doom/recognise.ts';
import { SaveGames } from '../../host/doom/saves.ts';
import { PictureFiles, WasidoomTree } from '../../host/doom/wasidoom.ts';
import type { Host } from '../../host/host.ts';
import type { InputEvent, SdlFrame } from '../../host/platform.ts';
import type { Tree } from '../../host/wasi/trees/tree.ts';
import { createWasiHost, LineStreams, MappedTree, type WasiHost } from '../../host/wasi/wasi.ts';
import type { Instance } from '../../wasm/index.ts';
import { type SessionClock, wasiClock } from '../drive/clock.ts';
import { SessionRefused } from './ending.ts';
import { refusing } from './load.ts';

/** What a game of another Doom ABI gets from its session. */
export interface DoomOutside {
  readonly clock: SessionClock;
  /** The real time at the session's beginning, in milliseconds since 1970. */
  readonly epoch: number;
  random(into: Uint8Array): void;
  pump(): readonly InputEvent[];
  present(frame: SdlFrame): void;
  line(stream: 'stdout' | 'stderr', text: string): void;
  log(text: string): void;
  /** What the player must know: something was not saved. */
  lost(text: string): void;
}

/** A module of another Doom ABI: what it is linked with, and how it is run. */
export interface DoomGame {
  readonly hosts: readonly Host[];
  /** Runs the game until it ends; most never do. Throws what leaves the guest: traps, exits, the session's own unwinding. */
  run(instance: Instance): void;
  /** Ends unfinished lines and gives files back. */
  close(): void;
}

/** What a game is given: real paths of WADs, the IWAD first, and arguments, which only a program has. */
export interface DoomFiles {
  readonly wads: readonly string[];
  readonly args: readonly string[];
}

/** `home`: where the game may keep files. Throws SessionRefused where a WAD is missing. */
export function createDoomGame(
  abi: DoomAbi,
  { wads, args }: DoomFiles,
  home: Tree,
  outside: DoomOutside,
): DoomGame {
  const clock = new YieldingClock(outside.clock);
  if (abi === 'wasidoom') return wasidoom({ wads, args }, home, clock, outside);
  const platform: DoomPlatform = { ...outside, now: () => clock.now() };
  if (abi === 'doom.wasm') {
    const saves = new SaveGames(
      home,
      (text) => outside.log(text),
      (text) => outside.lost(text),
    );
    return stepped(createDoomWasmHost(platform, wads.map(wadSource), saves), clock, outside);
  }
  if (wads.length > 0) outside.log('The WADs are not played: this module has its own built in.');
  return stepped(createFizzbuzzHost(platform), clock, outside);
}

/** So many questions for the time without a sleep, and a game is taken to wait for it. */
const QUERIES_PER_NAP = 200;

/** These games know no sleep: one that waits for the next tic asks for the time until it has come. Here that makes it sleep. */
export class YieldingClock implements SessionClock {
  readonly #clock: SessionClock;
  #queries = 0;

  constructor(clock: SessionClock) {
    this.#clock = clock;
  }

  now(): number {
    if (++this.#queries >= QUERIES_PER_NAP) this.delay(1);
    return this.#clock.now();
  }

  delay(milliseconds: number): void {
    this.#queries = 0;
    this.#clock.delay(milliseconds);
  }
}

/** Behind by more than this, in milliseconds, a game does not catch up. */
const LATE_MAX = 250;

/** When the next of `rate` moments a second is due, none sooner than it was: sleeps until then, and says how it goes on. */
class Rhythm {
  readonly #clock: SessionClock;
  readonly #interval: number;
  #due: number;

  constructor(clock: SessionClock, rate: number) {
    this.#clock = clock;
    this.#interval = 1000 / rate;
    this.#due = clock.now();
  }

  wait(): void {
    const now = this.#clock.now();
    this.#due = Math.max(this.#due + this.#interval, now - LATE_MAX);
    this.#clock.delay(Math.max(0, this.#due - now));
  }
}

/** A game that is called for each of its frames. Pictures that it draws in between, as Doom's melting screen, are shown as they come. */
function stepped(host: DoomHost, clock: SessionClock, outside: DoomOutside): DoomGame {
  return {
    hosts: [host],
    run: () => {
      host.start();
      const rhythm = new Rhythm(clock, host.framesPerSecond);
      for (;;) {
        for (const event of outside.pump()) host.dispatch(event);
        host.step();
        rhythm.wait();
      }
    },
    close: () => {},
  };
}

/** A WASI command that never returns: it is held up where it shows a picture. More than these a second nobody sees. */
const PICTURES_PER_SECOND = 60;

function wasidoom(
  { wads, args }: DoomFiles,
  home: Tree,
  clock: SessionClock,
  outside: DoomOutside,
): DoomGame {
  const [wad, ...more] = wads;
  if (more.length > 0) outside.log(`Not played, because wasidoom opens one WAD only: ${more.join(', ')}.`);
  if (wad === undefined)
    throw new SessionRefused(
      'wasidoom has no game in itself: it needs a WAD, which it opens as ./doom1.wad.',
    );
  const tree = refusing(wad, () => new MappedTree([['iwad', wad]]));
  let rhythm: Rhythm | undefined;
  const pictures = new PictureFiles((frame) => {
    outside.present(frame);
    // Its keys are nobody's: it asks for none. But messages are taken, and time passes.
    outside.pump();
    rhythm ??= new Rhythm(clock, PICTURES_PER_SECOND);
    rhythm.wait();
  });
  const directory = new WasidoomTree(home, tree, 'iwad', pictures);
  const time = wasiClock(clock, outside.epoch);
  const settled = <T>(answer: () => T): T => {
    pictures.settle();
    return answer();
  };
  const wasi: WasiHost = createWasiHost({
    args: ['doom', ...args],
    env: { HOME: '.' },
    // Older C libraries look for a relative path below `.`, newer ones and some of both below `/`.
    grants: new Map([
      ['.', directory],
      ['/', directory],
    ]),
    clock: {
      realtime: () => settled(() => time.realtime()),
      monotonic: () => settled(() => time.monotonic()),
      sleep: (nanoseconds) => settled(() => time.sleep(nanoseconds)),
    },
    random: (into) => outside.random(into),
    streams: new LineStreams((stream, text) => outside.line(stream, text)),
  });
  return {
    hosts: [wasi],
    run: (instance) => {
      instance.func('_start').call();
      pictures.settle();
    },
    close: () => {
      wasi.close();
      tree.close();
    },
  };
}

function wadSource(path: string): WadSource {
  const bytes = refusing(path, () => fs.statSync(path).size);
  return {
    bytes,
    read: () => {
      const content = refusing(path, () => fs.readFileSync(path));
      if (content.length !== bytes)
        throw new SessionRefused(`“${path}” changed while the game was starting. Start it again.`);
      return content;
    },
  };
}
