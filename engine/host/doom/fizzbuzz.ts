import { z } from 'zod';
import { Memory, type Store } from '../../wasm/index.ts';
import type { ExternType } from '../../wasm/spec/externs.ts';
import { HostFunctions } from '../functions.ts';
import { functionOf } from '../guest.ts';
import { GuestMemory } from '../guest-memory.ts';
import { parsedState } from '../state.ts';
import { fizzbuzzKey, HeldKeys, heldKeysState } from './keys.ts';
import {
  DOOM_CALLING,
  type DoomHost,
  type DoomPlatform,
  dispatchKeys,
  messageLines,
  opaque,
} from './platform.ts';

/** Doom's frame, doubled. */
const WIDTH = 640;
const HEIGHT = 400;

/** First argument of `add_browser_event`. */
const KEY_DOWN = 0;
const KEY_UP = 1;

const stateSchema = z.strictObject({
  host: z.literal('doom'),
  version: z.literal(1),
  held: heldKeysState,
});
type State = z.infer<typeof stateSchema>;

/**
 * The Doom of wasm-fizzbuzz: `main()` once, then `doom_loop_step()` as often as a browser asks for frames. It imports its memory, and
 * some of these functions stand in its table too, where it calls them through pointers.
 */
export function createFizzbuzzHost(platform: DoomPlatform): DoomHost {
  const memory = new GuestMemory();

  const say = (stream: 'stdout' | 'stderr') => (pointer: number, length: number) => {
    for (const line of messageLines(memory, pointer, length)) platform.line(stream, line);
  };
  const functions = new HostFunctions().add(
    'js',
    [
      {
        js_console_log: ['(i32,i32)->', say('stdout')],
        js_stdout: ['(i32,i32)->', say('stdout')],
        js_stderr: ['(i32,i32)->', say('stderr')],
        js_milliseconds_since_start: ['()->i32', () => Math.floor(platform.now())],
        js_draw_screen: [
          '(i32)->',
          (pointer: number) => {
            const pixels = opaque(memory.bytes(pointer, WIDTH * HEIGHT * 4), 'rgba');
            platform.present({ format: 'rgba', width: WIDTH, height: HEIGHT, pixels });
          },
        ],
      },
    ],
    DOOM_CALLING,
  );
  const keys = new HeldKeys(fizzbuzzKey, (down, key) => {
    functionOf(memory.guest, 'add_browser_event').call(down ? KEY_DOWN : KEY_UP, key);
  });

  return {
    name: 'doom',
    framesPerSecond: 60,
    resolve: functions.resolve,
    define: (store: Store, module: string, name: string, type: ExternType) => {
      if (module !== 'env' || name !== 'memory' || type.kind !== 'memory') return undefined;
      return new Memory(store, type.type);
    },
    attach: (guest) => memory.attach(guest),
    capture: (): State => ({ host: 'doom', version: 1, held: keys.capture() }),
    restore: (given) => keys.restore(parsedState(stateSchema, given, 'the host of wasm-fizzbuzz').held),
    start: () => {
      const main = functionOf(memory.guest, 'main');
      main.call(...main.type.params.map(() => 0));
    },
    step: () => {
      functionOf(memory.guest, 'doom_loop_step').call();
    },
    dispatch: (event) => dispatchKeys(event, keys),
  };
}
