import type { AddResult } from '../protocol/launcher.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Handlers } from '../requests.ts';
import type { Shell } from '../shell/shell.ts';
import type { Library } from './library.ts';
import type { Examiner } from './needs/examination.ts';

interface LibraryRequests {
  readonly library: Library;
  readonly examiner: Examiner;
  readonly shell: Shell;
  /** Whether a game that runs uses this WAD. */
  inUse(id: string): boolean;
  /** Called when the library has changed. */
  changed(): void;
}

/** The window's requests about WADs. */
export function libraryHandlers({
  library,
  examiner,
  shell,
  inUse,
  changed,
}: LibraryRequests): Handlers<'wad.open' | 'wad.addPaths' | 'wad.upload' | 'wad.remove' | 'wad.check'> {
  async function add(files: readonly string[]): Promise<AddResult[]> {
    const results: AddResult[] = [];
    for (const file of files) results.push(await library.add(file));
    changed();
    return results;
  }

  return {
    'wad.open': async () => {
      if (!shell.fileDialogs) throw new Refusal({ code: 'no-file-dialog', params: {} });
      return add(await shell.chooseWads());
    },
    'wad.addPaths': add,
    'wad.upload': async ({ name, bytes }) => {
      const result = await library.addContent(name, bytes);
      changed();
      return result;
    },
    'wad.remove': async (id) => {
      if (inUse(id)) throw new Refusal({ code: 'wad-in-use', params: {} });
      await library.remove(id);
      changed();
    },
    'wad.check': async ({ iwad, pwads, merge, port }) => {
      const game = library.entry(iwad);
      if (game === undefined) throw new Refusal({ code: 'wad-unknown', params: {} });
      const addOns = pwads.map((id) => library.entry(id)).filter((entry) => entry !== undefined);
      return examiner.examine(game, addOns, merge, port);
    },
  };
}
