import { DEFAULT_PORT, SOURCE_PORTS, type SourcePort } from '../../engine/games/source-ports.ts';
import type { Homes } from '../homes/homes.ts';
import { isNumbered } from '../library/files/contents.ts';
import { parseDemo } from '../library/files/lmp.ts';
import { lumpDemos, versionsOf } from '../library/files/lump-demos.ts';
import type { Library } from '../library/library.ts';
import { inOrder, loadOrder } from '../library/load-order.ts';
import type { Demo, DemosHome } from '../protocol/demos.ts';
import type { GameChoice, LibraryEntry } from '../protocol/launcher.ts';
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
  /** The source port that would play a choice. Throws a Refusal where nothing would. */
  portOf(choice: GameChoice): Promise<SourcePort>;
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
  portOf,
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
      demos: await demosOf(place, [iwad, ...there], numbered, choice.port, tell),
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
          !known.some(({ iwad, pwads, port }) => iwad === id && pwads.length === 0 && port === DEFAULT_PORT),
      );
      const unplayed = await Promise.all(
        bare.map(({ id }) =>
          describe(undefined, { port: DEFAULT_PORT, iwad: id, pwads: [], merge: [], titles: [] }),
        ),
      );
      return [...described, ...unplayed].filter((home) => home !== undefined);
    },
    'demo.import': async ({ name, bytes, ...choice }) => {
      const { iwad, pwads, merge } = choice;
      const entries = [iwad, ...pwads].map((id) => library.entry(id));
      if (entries.includes(undefined)) throw new Refusal({ code: 'wad-unknown', params: {} });
      const [game, ...addOns] = entries as [LibraryEntry, ...LibraryEntry[]];
      const port = await playerOf(bytes, game, await portOf(choice));
      const of = { iwad: game, pwads: inOrder(loadOrder(addOns, merge)), merge, port };
      const folder = homes.of(of);
      const problem = (await folder.metadata()) === null ? (await homes.prepare(of)).problem : undefined;
      if (problem !== undefined) throw new Refusal(problem);
      const file = await new HomeDemos(homes.place(folder.id), port).import(
        name,
        bytes,
        isNumbered(game.contents),
      );
      changed(folder.id);
      return { home: folder.id, file, port };
    },
  };
}

/** The source port that plays a demo: `wanted`, unless only another one does. */
async function playerOf(bytes: Uint8Array, iwad: LibraryEntry, wanted: SourcePort): Promise<SourcePort> {
  const numbered = isNumbered(iwad.contents);
  const others = SOURCE_PORTS.map(({ id }) => id).filter((id) => id !== wanted);
  for (const port of [wanted, ...others])
    if (parseDemo(bytes, numbered, await versionsOf(iwad, port)).problem === undefined) return port;
  return wanted;
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
  port: SourcePort,
  tell: Tell,
): Promise<Demo[]> {
  if (place !== undefined) return new HomeDemos(place, port, tell).list(wads, numbered);
  return (await lumpDemos(wads, numbered, port)).map((demo) => ({ ...demo, timings: [] }));
}

/** Names of the maps that the game can open, of the IWAD and the add-ons. */
function mapsOf(wads: readonly LibraryEntry[], numbered: boolean): string[] {
  const maps = wads
    .flatMap(({ contents }) => contents.maps)
    .filter((map) => map.startsWith('M') === numbered);
  return [...new Set(maps)].sort();
}
