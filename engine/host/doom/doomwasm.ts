import { z } from 'zod';
import { HostFunctions } from '../functions.ts';
import { functionOf } from '../guest.ts';
import { GuestMemory } from '../guest-memory.ts';
import { count, int32, parsedState } from '../state.ts';
import { doomWasmKey, HeldKeys, heldKeysState } from './keys.ts';
import {
  DOOM_CALLING,
  type DoomHost,
  type DoomPlatform,
  dispatchKeys,
  messageLines,
  opaque,
  refused,
} from './platform.ts';
import type { SaveGames } from './saves.ts';

/** The largest frame: the protocol's limit of a window, and 4 million pixels at most. */
const SIDE_MAX = 8192;
const PIXELS_MAX = 1 << 22;

const side = z.int().min(1).max(SIDE_MAX);
const stateSchema = z.strictObject({
  host: z.literal('doom'),
  version: z.literal(1),
  held: heldKeysState,
  /** Room that the game has for saved games, by slot. */
  told: z.array(z.tuple([int32, count])),
  size: z
    .strictObject({ width: side, height: side })
    .refine(({ width, height }) => width * height <= PIXELS_MAX, 'too many pixels')
    .optional(),
});
type State = z.infer<typeof stateSchema>;

/** A WAD that the game will ask for. */
export interface WadSource {
  readonly bytes: number;
  /** All of it. */
  read(): Uint8Array;
}

/**
 * The Doom of doom.wasm: `initGame()` once, then `tickGame()` for each of Doom's tics. It pulls its WADs; told of none, it plays the
 * shareware that it has in itself.
 */
export function createDoomWasmHost(
  platform: DoomPlatform,
  wads: readonly WadSource[],
  saves: SaveGames,
): DoomHost {
  const memory = new GuestMemory();
  let size: { readonly width: number; readonly height: number } | undefined;
  /** The size that the game received for each saved game: it has that much room. */
  const told = new Map<number, number>();

  const say = (stream: 'stdout' | 'stderr') => (pointer: number, length: number) => {
    for (const line of messageLines(memory, pointer, length)) platform.line(stream, line);
  };
  const functions = new HostFunctions()
    .add(
      'loading',
      [
        {
          onGameInit: [
            '(i32,i32)->',
            (width: number, height: number) => {
              const fits = (side: number) => side >= 1 && side <= SIDE_MAX;
              if (!fits(width) || !fits(height) || width * height > PIXELS_MAX)
                throw refused(
                  'loading.onGameInit',
                  `a picture of 1 to ${SIDE_MAX} pixels a side and ${PIXELS_MAX} in all`,
                  `${width} x ${height}`,
                );
              size = { width, height };
            },
          ],
          wadSizes: [
            '(i32,i32)->',
            (count: number, bytes: number) => {
              memory.check(count, 4);
              memory.check(bytes, 4);
              // Untouched, the count says: the game's own.
              if (wads.length === 0) return;
              memory.set32(count, wads.length);
              memory.set32(bytes, total(wads));
            },
          ],
          readWads: [
            '(i32,i32)->',
            (data: number, lengths: number) => {
              memory.check(data, total(wads));
              memory.check(lengths, 4 * wads.length);
              let at = data >>> 0;
              wads.forEach((wad, i) => {
                memory.bytes(at, wad.bytes).set(wad.read());
                memory.set32((lengths >>> 0) + 4 * i, wad.bytes);
                at += wad.bytes;
              });
            },
          ],
        },
      ],
      DOOM_CALLING,
    )
    .add(
      'runtimeControl',
      [
        {
          timeInMilliseconds: ['()->i64', () => BigInt(Math.floor(platform.now()))],
        },
      ],
      DOOM_CALLING,
    )
    .add(
      'ui',
      [
        {
          drawFrame: [
            '(i32)->',
            (pointer: number) => {
              if (size === undefined)
                throw refused('ui.drawFrame', 'loading.onGameInit before it', 'a picture of unknown size');
              const { width, height } = size;
              const pixels = opaque(memory.bytes(pointer, width * height * 4), 'bgra');
              platform.present({ format: 'rgba', width, height, pixels });
            },
          ],
        },
      ],
      DOOM_CALLING,
    )
    .add(
      'gameSaving',
      [
        {
          sizeOfSaveGame: [
            '(i32)->i32',
            (slot: number) => {
              const bytes = saves.size(slot);
              if (bytes > 0) told.set(slot, bytes);
              else told.delete(slot);
              return bytes;
            },
          ],
          readSaveGame: [
            '(i32,i32)->i32',
            (slot: number, target: number) => saves.read(slot, memory.bytes(target, told.get(slot) ?? 0)),
          ],
          writeSaveGame: [
            '(i32,i32,i32)->i32',
            (slot: number, pointer: number, length: number) =>
              saves.write(slot, memory.bytes(pointer, length >>> 0)) ? length : 0,
          ],
        },
      ],
      DOOM_CALLING,
    )
    .add(
      'console',
      [
        {
          onInfoMessage: ['(i32,i32)->', say('stdout')],
          onErrorMessage: ['(i32,i32)->', say('stderr')],
        },
      ],
      DOOM_CALLING,
    );

  const named = (name: string): number | undefined => {
    const global = memory.guest.exports.get(name);
    const value = global?.kind === 'global' ? global.get() : undefined;
    return typeof value === 'number' ? value : undefined;
  };
  const keys = new HeldKeys(
    (press) => doomWasmKey(press, named),
    (down, key) => {
      functionOf(memory.guest, down ? 'reportKeyDown' : 'reportKeyUp').call(key);
    },
  );

  return {
    name: 'doom',
    framesPerSecond: 35,
    resolve: functions.resolve,
    attach: (guest) => memory.attach(guest),
    capture: (): State => ({
      host: 'doom',
      version: 1,
      held: keys.capture(),
      told: [...told],
      ...(size !== undefined && { size }),
    }),
    restore: (given) => {
      const state = parsedState(stateSchema, given, 'the host of doom.wasm');
      keys.restore(state.held);
      told.clear();
      for (const [slot, bytes] of state.told) told.set(slot, bytes);
      size = state.size;
    },
    start: () => {
      functionOf(memory.guest, 'initGame').call();
    },
    step: () => {
      functionOf(memory.guest, 'tickGame').call();
    },
    dispatch: (event) => dispatchKeys(event, keys),
  };
}

function total(wads: readonly WadSource[]): number {
  return wads.reduce((sum, { bytes }) => sum + bytes, 0);
}
