import { describe, expect, test } from 'vitest';
import type { HostState } from '../host.ts';
import type { SdlFrame } from '../platform.ts';
import { HostStateError } from '../state.ts';
import type { OpenOptions } from '../wasi/trees/tree.ts';
import { MemoryTree } from '../wasi/wasi.ts';
import { createDoomWasmHost } from './doomwasm.ts';
import { createFizzbuzzHost } from './fizzbuzz.ts';
import type { DoomHost, DoomPlatform } from './platform.ts';
import { SaveGames } from './saves.ts';
import { PictureFiles, SCREEN_FILE, WasidoomTree } from './wasidoom.ts';

/** A host on a guest of bytes whose exports are recorded. */
function harness(make: (platform: DoomPlatform) => DoomHost) {
  const frames: SdlFrame[] = [];
  const host = make({ now: () => 5, present: (frame) => frames.push(frame), line: () => {}, log: () => {} });
  const bytes = new Uint8Array(1 << 20);
  host.attach({
    exports: new Map(),
    bytes,
    view: new DataView(bytes.buffer),
    malloc: () => 0,
    free: () => {},
    callPointer: () => undefined,
  });
  const call = (module: string, name: string, ...args: number[]) =>
    host.resolve(module, name)!.call(...(args as never[]));
  return { host, frames, bytes, call };
}

const doomWasm = () => {
  const tree = new MemoryTree(() => 0n);
  const lines = () => {};
  return harness((platform) => createDoomWasmHost(platform, [], new SaveGames(tree, lines, lines)));
};

describe('the hosts of the Doom ABIs capture and restore (issue 11, 3)', () => {
  test('doom.wasm: the size of its frames', () => {
    const before = doomWasm();
    before.call('loading', 'onGameInit', 4, 3);
    const state = structuredClone(before.host.capture());
    const after = doomWasm();
    expect(() => after.call('ui', 'drawFrame', 0)).toThrow('onGameInit');
    after.host.restore(state);
    after.call('ui', 'drawFrame', 0);
    expect(after.frames[0]).toMatchObject({ width: 4, height: 3 });
    expect(after.host.capture()).toEqual(state);
  });

  test.each([
    ['doom.wasm', doomWasm, { size: { width: 8192, height: 8192 } }],
    ['doom.wasm', doomWasm, { told: [[1, -1]] }],
    ['wasm-fizzbuzz', () => harness(createFizzbuzzHost), { held: [['KeyA', 'a']] }],
    ['wasm-fizzbuzz', () => harness(createFizzbuzzHost), { more: 1 }],
  ])('%s: what is not valid is refused', (_name, make, change) => {
    const { host } = make();
    const state = host.capture();
    expect(() => host.restore({ ...state, ...change })).toThrow(HostStateError);
    expect(() => host.restore({ ...state, host: 'sdl' })).toThrow(HostStateError);
    expect(host.capture()).toEqual(state);
    host.restore(state);
  });
});

describe('the folder of wasidoom captures and restores (issue 11, 3)', () => {
  const CREATE: OpenOptions = { read: true, write: true, create: true, exclusive: false, truncate: false };

  function folder() {
    const shown: number[] = [];
    const pictures = new PictureFiles((frame) => shown.push(frame.pixels[0]!));
    const home = new MemoryTree(() => 0n);
    const wads = new MemoryTree(() => 0n);
    return { shown, pictures, tree: new WasidoomTree(home, wads, 'iwad', pictures) };
  }

  test('a screen that is half written, and one that waits for its palette', () => {
    const before = folder();
    const screen = before.tree.open([SCREEN_FILE], CREATE);
    const note = before.tree.open(['note'], CREATE);
    note.write(Uint8Array.of(1, 2, 3), 0);
    before.pictures.palette.write(new Uint8Array(768).fill(9), 0);
    screen.write(new Uint8Array(32000).fill(7), 0);
    const files = structuredClone([screen.capture(), note.capture()]);
    const state = structuredClone(before.tree.capture());
    const after = folder();
    after.tree.check(state, files);
    const [again, noted] = after.tree.restore(state, files);
    again!.write(new Uint8Array(32000).fill(7), 32000);
    after.pictures.settle();
    expect(after.shown).toEqual([7]);
    expect(noted!.stat().size).toBe(3n);
    expect(
      after.tree
        .list([])
        .map(({ name }) => name)
        .sort(),
    ).toEqual(
      before.tree
        .list([])
        .map(({ name }) => name)
        .sort(),
    );
  });

  test('marks that are none, and files that are none, are refused', () => {
    const { tree } = folder();
    const state = tree.capture() as { pictures: { screen: { written: Uint8Array } } } & HostState;
    const bad = structuredClone(state);
    bad.pictures.screen.written.fill(2);
    expect(() => tree.check(bad, [])).toThrow(HostStateError);
    expect(() => tree.check(state, [{ kind: 'picture', name: 'other' }])).toThrow(HostStateError);
    tree.check(state, []);
  });
});
