import { PALETTE_FILE, PictureFiles, SCREEN_FILE, WasidoomTree } from '../../host/doom/wasidoom.ts';
import { isWasi } from '../../host/wasi/wasi.ts';
import { DOOM_RULES } from '../common/doom-rules.ts';
import { identifyFiles } from '../common/identify-files.ts';
import { ModuleReader, unmet } from '../common/module-facts.ts';
import { Rhythm, YieldingClock } from '../common/rhythm.ts';
import { logUnplayed } from '../common/stepped-game.ts';
import { type GameAdapter, type GameClock, SessionRefused } from '../game-adapter.ts';

/** The game never returns: it is held up where it presents a frame. Nobody sees more frames a second than this. */
const FRAMES_PER_SECOND = 60;

/** wasm3's wasidoom: a WASI command that writes its screen and its palette to two files, and opens one WAD. */
export const wasidoom: GameAdapter = {
  ...DOOM_RULES,
  needsWad: true,
  hasDoomKeys: false,
  takesArguments: true,
  // It is a program too, as far as WASI goes.
  showsFrames: false,
  recognise: (module) => {
    const facts = new ModuleReader(module);
    // The data of other modules may contain one of the names.
    const named = [SCREEN_FILE, PALETTE_FILE].every((file) => facts.mentions(file));
    if (!named || !facts.importsOnly(isWasi)) return undefined;
    return {
      abi: 'wasidoom',
      title: 'Doom',
      loop: 'blocking',
      missing: unmet([
        facts.function('_start', []),
        ['the exported memory “memory”', facts.export('memory')?.kind === 'memory'],
      ]),
    };
  },
  identify: identifyFiles,
  open: (kit, { game: { abi }, request }) => {
    logUnplayed(kit, abi, request);
    const home = kit.home(abi);
    const [wad, ...more] = request.wads;
    if (more.length > 0) kit.log(`Not played, because wasidoom opens one WAD only: ${more.join(', ')}.`);
    if (wad === undefined)
      throw new SessionRefused({ code: 'wad-needed', params: { abi, name: './doom1.wad' } });
    const wads = kit.files([['iwad', wad]]);
    const clock = new YieldingClock(kit.clock);
    let rhythm: Rhythm | undefined;
    const pictures = new PictureFiles((frame) => {
      kit.present(frame);
      // It asks for no keys. But messages are received, and time passes.
      kit.pump();
      rhythm ??= new Rhythm(clock, FRAMES_PER_SECOND);
      rhythm.wait();
    });
    const directory = new WasidoomTree(home, wads, 'iwad', pictures);
    const wasi = kit.wasi({
      args: ['doom', ...request.args],
      env: { HOME: '.' },
      // Older C libraries look for a relative path below `.`, newer ones and some of both below `/`.
      grants: new Map([
        ['.', directory],
        ['/', directory],
      ]),
      clock: settling(clock, pictures),
    });
    return {
      hosts: [wasi],
      run: (instance) => {
        instance.func('_start').call();
        pictures.settle();
      },
    };
  },
};

/** A game that asks for the time, or sleeps, has done with its frame. */
function settling(clock: GameClock, pictures: PictureFiles): GameClock {
  return {
    now: () => {
      pictures.settle();
      return clock.now();
    },
    delay: (milliseconds) => {
      pictures.settle();
      clock.delay(milliseconds);
    },
  };
}
