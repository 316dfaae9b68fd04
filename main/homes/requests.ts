import path from 'node:path';
import type { Library } from '../library/library.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Handlers } from '../requests.ts';
import type { Shell } from '../shell/shell.ts';
import { type FileKind, kindOf } from './contents/kinds.ts';
import type { HomeExports } from './export/exports.ts';
import type { Homes } from './homes.ts';
import { paletteOf } from './palette.ts';

/** What shows frames. */
interface Screened {
  /** A PNG of the frame that is shown, `tall` as old screens had it. */
  screenshot(tall: boolean): Promise<Uint8Array | undefined>;
}

interface HomesRequests {
  readonly homes: Homes;
  readonly library: Pick<Library, 'entry'>;
  readonly shell: Shell;
  readonly exports: HomeExports;
  /** The game that runs, and its home's name; undefined while none does. */
  running(): { readonly session: Screened; readonly home: string } | undefined;
  /** Whether screenshots have the shape of old screens. */
  tall(): boolean;
  /** Called when a file of a home has changed. */
  changed(home: string): void;
}

type Names =
  | 'homes'
  | 'home.picture'
  | 'home.export'
  | 'home.cancelExport'
  | 'home.import'
  | 'home.delete'
  | 'home.restore'
  | 'screenshot';

/** The window's requests about saved games, screenshots and configurations. */
export function homesHandlers({
  homes,
  library,
  shell,
  exports,
  running,
  tall,
  changed,
}: HomesRequests): Handlers<Names> {
  return {
    homes: () => homes.list(),
    'home.picture': async ({ home, file }) => {
      const folder = homes.folder(home);
      return folder.picture(file, async () => {
        const wads = (await folder.metadata())?.wads ?? [];
        return paletteOf(wads.map(({ id }) => library.entry(id)).filter((entry) => entry !== undefined));
      });
    },
    'home.export': async ({ home, file }) => {
      const folder = homes.folder(home);
      if (file === undefined) return exports.start(home, folder.path);
      const content = await folder.read(file);
      return shell.saveFile({ title: exportTitle(file), name: path.basename(file), content });
    },
    'home.cancelExport': async (home) => {
      exports.cancel(home);
      return undefined;
    },
    'home.import': async ({ home, name, bytes }) => {
      const slot = await homes.folder(home).import(name, bytes);
      changed(home);
      return { slot };
    },
    'home.delete': async ({ home, file }) => {
      const id = await homes.folder(home).delete(file, new Date());
      changed(home);
      return { id };
    },
    'home.restore': async ({ home, id }) => {
      await homes.folder(home).trash.restore(id);
      changed(home);
    },
    screenshot: async () => {
      const game = running();
      const png = await game?.session.screenshot(tall());
      if (game === undefined || png === undefined)
        throw new Refusal({ code: 'no-screen-to-keep', params: {} });
      const name = `${game.home.replace(/-[0-9a-f]{12}$/, '')}-${localTime(new Date())}`;
      const file = await homes.folder(game.home).addScreenshot(name, png);
      changed(game.home);
      return { home: game.home, file };
    },
  };
}

const EXPORT_TITLES: Readonly<Record<FileKind, string>> = {
  save: 'Export a saved game',
  screenshot: 'Export a screenshot',
  config: 'Export a configuration file',
  demo: 'Export a demo',
};

/** The title of the dialog that exports one file of a home. */
function exportTitle(file: string): string {
  const kind = kindOf(file);
  return kind === undefined ? 'Export a file' : EXPORT_TITLES[kind];
}

/** Date and time where the player is, as file names can have them and sort by. */
function localTime(now: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [now.getFullYear(), two(now.getMonth() + 1), two(now.getDate())].join('-');
  return `${day}-${two(now.getHours())}${two(now.getMinutes())}${two(now.getSeconds())}`;
}
