import { createDoomWasmHost, type WadSource } from '../../host/doom/doomwasm.ts';
import { SaveGames } from '../../host/doom/saves.ts';
import type { Tree } from '../../host/wasi/trees/tree.ts';
import { systemFault } from '../../messages/faults.ts';
import { I32 } from '../../wasm/spec/types.ts';
import { DOOM_RULES } from '../common/doom-rules.ts';
import { identifyFiles } from '../common/identify-files.ts';
import { ModuleReader, unmet } from '../common/module-facts.ts';
import { logUnplayed, steppedGame } from '../common/stepped-game.ts';
import { type GameAdapter, SessionRefused } from '../game-adapter.ts';

const READING = { read: true, write: false, create: false, exclusive: false, truncate: false };

/** doom.wasm (github.com/jacobenget/doom.wasm), which asks for its WADs and for its saved games. */
export const doomwasm: GameAdapter = {
  ...DOOM_RULES,
  needsWad: false,
  hasDoomKeys: true,
  takesArguments: false,
  showsFrames: true,
  recognise: (module) => {
    const facts = new ModuleReader(module);
    if (!facts.imports('ui', 'drawFrame') && !facts.imports('loading', 'onGameInit')) return undefined;
    return {
      abi: 'doom.wasm',
      title: 'Doom',
      loop: 'blocking',
      missing: unmet([
        ['the import ui.drawFrame', facts.imports('ui', 'drawFrame')],
        ['the import loading.onGameInit', facts.imports('loading', 'onGameInit')],
        ['the exported memory “memory”', facts.export('memory')?.kind === 'memory'],
        facts.function('initGame', []),
        facts.function('tickGame', []),
        facts.function('reportKeyDown', [I32]),
        facts.function('reportKeyUp', [I32]),
      ]),
    };
  },
  identify: identifyFiles,
  open: (kit, { game: { abi }, request }) => {
    logUnplayed(kit, abi, request);
    const saves = new SaveGames(
      kit.home(abi),
      (text) => kit.log(text),
      (file, error) =>
        kit.fileNotice('error', { code: 'save-not-made', params: { file, fault: systemFault(error) } }),
    );
    const wads = kit.files(request.wads.map((file, i) => [`${i}`, file]));
    const sources = request.wads.map((file, i) => wadSource(wads, `${i}`, file));
    return steppedGame(kit, (platform) => createDoomWasmHost(platform, sources, saves));
  },
};

/** A WAD under its name in `tree`; `path` names it to the player. */
function wadSource(tree: Tree, name: string, path: string): WadSource {
  const bytes = Number(tree.lookup([name])?.size ?? 0);
  return {
    bytes,
    read: () => {
      const file = tree.open([name], READING);
      try {
        const content = new Uint8Array(bytes);
        let done = 0;
        for (let count = -1; count !== 0; done += count) count = file.read(content.subarray(done), done);
        if (done !== bytes || Number(file.stat().size) !== bytes)
          throw new SessionRefused({ code: 'wad-changed', params: { file: path } });
        return content;
      } finally {
        file.close();
      }
    },
  };
}
