import { DEFAULT_PORT, type SourcePort } from '../../engine/games/source-ports.ts';
import type { Homes } from '../homes/homes.ts';
import { isNumbered } from '../library/files/contents.ts';
import { lumpDemos } from '../library/files/lump-demos.ts';
import type { Library } from '../library/library.ts';
import type { Demo, DemosHome } from '../protocol/demos.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Handlers } from '../requests.ts';
import { LevelJournal } from '../statistics/journal.ts';
import type { Tell } from '../storage/json-store.ts';
import { HomeDemos } from './demos.ts';

interface DemosRequests {
  readonly homes: Homes;
  readonly library: Library;
  /** Receives what of a home could not be read as it was. */
  readonly tell: Tell;
  /** The folder's name of the home that a game runs in: its statistics are still being written. */
  running(): string | undefined;
  /** Called when a file of a home has changed. */
  changed(home: string): void;
}

/** The window's requests about demos and statistics. */
export function demosHandlers({
  homes,
  library,
  tell,
  running,
  changed,
}: DemosRequests): Handlers<'demos' | 'demo.import'> {
  async function describe(id: string | undefined, choice: Choice): Promise<DemosHome | undefined> {
    const iwad = library.entry(choice.iwad);
    if (iwad === undefined) return undefined;
    const addOns = choice.pwads.map((pwad) => library.entry(pwad));
    const there = addOns.filter((entry) => entry !== undefined);
    const numbered = isNumbered(iwad.contents);
    const place = id === undefined ? undefined : homes.place(id);
    // What cannot be collected stays where it is; the player was told as that game ended.
    if (place !== undefined && id !== running())
      await new LevelJournal(place).collect(numbered).catch(() => undefined);
    return {
      ...(id === undefined ? {} : { home: id }),
      port: choice.port,
      title: iwad.title,
      addOns: choice.titles,
      iwad: choice.iwad,
      pwads: choice.pwads,
      merge: choice.merge,
      maps: mapsOf([iwad, ...there], numbered),
      demos: await demosOf(place, [iwad, ...there], numbered, tell),
      levels: place === undefined ? [] : await new LevelJournal(place).list(numbered),
    };
  }

  return {
    demos: async () => {
      // What another module records, the game need not play.
      const known = (await homes.list()).filter(
        ({ iwad, module }) => iwad !== undefined && module === undefined,
      );
      const described = await Promise.all(
        known.map(({ id, port, iwad, pwads, merge, addOns }) =>
          describe(id, { port, iwad: iwad!, pwads, merge, titles: addOns }),
        ),
      );
      const bare = library.entries.filter(
        ({ id, kind, problem }) =>
          kind === 'iwad' &&
          problem === undefined &&
          !known.some(({ iwad, pwads }) => iwad === id && pwads.length === 0),
      );
      const unplayed = await Promise.all(
        bare.map(({ id }) =>
          describe(undefined, { port: DEFAULT_PORT, iwad: id, pwads: [], merge: [], titles: [] }),
        ),
      );
      return [...described, ...unplayed].filter((home) => home !== undefined);
    },
    'demo.import': async ({ iwad, pwads, merge, port, name, bytes }) => {
      const entries = [iwad, ...pwads].map((id) => library.entry(id));
      if (entries.includes(undefined)) throw new Refusal({ code: 'wad-unknown', params: {} });
      const [game, ...addOns] = entries as [LibraryEntry, ...LibraryEntry[]];
      const of = { iwad: game, pwads: addOns, merge, ...(port !== undefined && { port }) };
      const folder = homes.of(of);
      const problem = (await folder.metadata()) === null ? (await homes.prepare(of)).problem : undefined;
      if (problem !== undefined) throw new Refusal(problem);
      const file = await new HomeDemos(homes.place(folder.id)).import(name, bytes, isNumbered(game.contents));
      changed(folder.id);
      return { home: folder.id, file };
    },
  };
}

interface Choice {
  readonly port: SourcePort;
  readonly iwad: string;
  readonly pwads: string[];
  readonly merge: string[];
  readonly titles: string[];
}

/** All demos of a home; of a game that has none yet, those of its WADs. */
async function demosOf(
  place: string | undefined,
  wads: readonly LibraryEntry[],
  numbered: boolean,
  tell: Tell,
): Promise<Demo[]> {
  if (place !== undefined) return new HomeDemos(place, tell).list(wads, numbered);
  return (await lumpDemos(wads, numbered)).map((demo) => ({ ...demo, timings: [] }));
}

/** Names of the maps that the game can open, of the IWAD and the add-ons. */
function mapsOf(wads: readonly LibraryEntry[], numbered: boolean): string[] {
  const maps = wads
    .flatMap(({ contents }) => contents.maps)
    .filter((map) => map.startsWith('M') === numbered);
  return [...new Set(maps)].sort();
}
