import { createFizzbuzzHost } from '../../host/doom/fizzbuzz.ts';
import { I32 } from '../../wasm/spec/types.ts';
import { DOOM_RULES } from '../common/doom-rules.ts';
import { identifyFiles } from '../common/identify-files.ts';
import { isFunction, isI32, ModuleReader, unmet } from '../common/module-facts.ts';
import { logUnplayed, steppedGame } from '../common/stepped-game.ts';
import type { GameAdapter } from '../game-adapter.ts';

/** wasm-fizzbuzz' Doom (github.com/diekmann/wasm-fizzbuzz), which has its WAD built in. */
export const fizzbuzz: GameAdapter = {
  ...DOOM_RULES,
  needsWad: false,
  hasDoomKeys: true,
  takesArguments: false,
  showsFrames: true,
  recognise: (module) => {
    const facts = new ModuleReader(module);
    if (!facts.imports('js', 'js_draw_screen') && !facts.export('doom_loop_step')) return undefined;
    const main = facts.export('main');
    return {
      abi: 'wasm-fizzbuzz',
      title: 'Doom',
      loop: 'blocking',
      missing: unmet([
        ['the import js.js_draw_screen', facts.imports('js', 'js_draw_screen')],
        ['the import env.memory', facts.imports('env', 'memory')],
        // Rust gives it C's argc and argv, which the program ignores.
        ['the exported function main () or (i32, i32)', isFunction(main) && main.type.params.every(isI32)],
        facts.function('doom_loop_step', []),
        facts.function('add_browser_event', [I32, I32]),
      ]),
    };
  },
  identify: identifyFiles,
  open: (kit, { game: { abi }, request }) => {
    logUnplayed(kit, abi, request);
    kit.home(abi);
    if (request.wads.length > 0) kit.log('The WADs are not played: this module has its own built in.');
    return steppedGame(kit, createFizzbuzzHost);
  },
};
