import type { LibraryEntry } from '../../protocol/launcher.ts';
import type { EntryProblem } from '../../protocol/messages/library.ts';
import { mapsOf } from './maps.ts';
import type { Wad } from './wad.ts';

/** What a WAD is. */
export interface Identity {
  readonly title: string;
  readonly kind: LibraryEntry['kind'];
  readonly game: LibraryEntry['game'];
}

interface Rule extends Identity {
  /** Lumps that must all be there. */
  readonly lumps: readonly string[];
}

const iwad = (title: string, game: Identity['game'], ...lumps: string[]): Rule => ({
  title,
  kind: 'iwad',
  game,
  lumps,
});

/** The first rule whose lumps are all there names the game. Other engines' games come first: they share Doom's map names. */
const BY_LUMPS: readonly Rule[] = [
  iwad('Hexen', 'hexen', 'MAP40', 'CLUS1MSG'),
  iwad('Strife', 'strife', 'ENDSTRF'),
  iwad('Heretic', 'heretic', 'MUS_E1M1', 'E2M1'),
  iwad('Heretic (shareware)', 'heretic', 'MUS_E1M1'),
  iwad('FreeDM', 'doom', 'MAP01', 'FREEDM'),
  iwad('Freedoom: Phase 2', 'doom', 'MAP01', 'FREEDOOM'),
  iwad('Freedoom: Phase 1', 'doom', 'E1M1', 'E2M1', 'E3M1', 'FREEDOOM'),
  iwad('Chex Quest', 'doom', 'E1M1', 'E4M1', 'W94_1', 'POSSH0M0'),
  iwad('The Ultimate Doom', 'doom', 'E1M1', 'E4M2'),
  iwad('Doom', 'doom', 'E1M1', 'E2M1', 'E3M1', 'DPHOOF', 'BFGGA0', 'HEADA1', 'CYBRA1', 'SPIDA1D1'),
  iwad('Doom (shareware)', 'doom', 'E1M1'),
  iwad('Final Doom: TNT Evilution', 'doom', 'MAP01', 'REDTNT2'),
  iwad('Final Doom: The Plutonia Experiment', 'doom', 'MAP01', 'CAMO1'),
  iwad('Doom II (French)', 'doom', 'MAP01', 'WIOBJ'),
  iwad('Doom II', 'doom', 'MAP01'),
];

/** Known releases, by MD5 of the whole file: their exact names. */
const BY_MD5: ReadonlyMap<string, Identity> = new Map(
  (
    [
      ['f0cefca49926d00903cf57551d901abe', 'Doom (shareware) 1.9'],
      ['1cd63c5ddff1bf8ce844237f580e9cf3', 'Doom 1.9'],
      ['c4fe9fd920207691a9f493668e0a2083', 'The Ultimate Doom 1.9'],
      ['25e1459ca71d321525f84628f45ca8cd', 'Doom II 1.9'],
      ['4e158d9953c79ccf97bd0663244cc6b6', 'Final Doom: TNT Evilution 1.9'],
      ['75c8cf89566741fa9d22447604053bd7', 'Final Doom: The Plutonia Experiment 1.9'],
      ['b36aa44a23045e503c19af4b4c438a78', 'Freedoom: Phase 1 (0.12.1)'],
      ['ca9a4159a7833544a89144c7f5053412', 'Freedoom: Phase 2 (0.12.1)'],
      ['b93be13d05148dd01614bc205a03648e', 'Freedoom: Phase 1 (0.13.0)'],
      ['cd666466759b5e5f63af93c5f0ffd0a1', 'Freedoom: Phase 2 (0.13.0)'],
    ] as const
  ).map(([md5, title]) => [md5, { title, kind: 'iwad', game: 'doom' }]),
);

/** What a game cannot start without, whatever its maps. An add-on brings some of these, hardly ever all. */
const ESSENTIALS = ['PLAYPAL', 'COLORMAP', 'PNAMES', 'TEXTURE1'];
/** What hardly any add-on brings: the screen of the DOS prompt, the instruments, the status bar's font. */
const NEVER_ADDED = ['ENDOOM', 'GENMIDI', 'STTNUM0', 'STCFN065'];
/** The same screen under the names of the other engines' games. */
const END_SCREENS = ['ENDOOM', 'ENDTEXT', 'ENDSTRF'];

/**
 * Recognises a WAD by its content: by hash where the release is known, else by its lumps. Whether it is a whole game or an add-on does
 * not follow from the header's word alone: some retail IWADs say PWAD, and some add-ons say IWAD.
 *
 * @param fileTitle names an add-on: its file's name without the extension
 */
export function identify(wad: Wad, md5: string, fileTitle: string): Identity {
  const known = BY_MD5.get(md5);
  if (known !== undefined) return known;

  const names = new Set(wad.lumps.map((lump) => lump.name));
  const has = (name: string) => names.has(name);
  const whole =
    ESSENTIALS.every(has) &&
    (wad.magic === 'IWAD' ||
      NEVER_ADDED.every((name) => has(name) || (name === 'ENDOOM' && END_SCREENS.some(has))));
  const rule = whole ? BY_LUMPS.find(({ lumps }) => lumps.every(has)) : undefined;
  if (rule !== undefined) return { title: rule.title, kind: rule.kind, game: rule.game };
  return { title: fileTitle, kind: 'pwad', game: addOnGame(wad) };
}

/**
 * The game that an add-on is for. The game would read the lines and things of a map in Hexen's format as something else: an add-on all of
 * whose maps are in that format is none of Doom's. One that has other maps too is played, and a warning tells of those.
 */
export function addOnGame({ lumps }: Pick<Wad, 'lumps'>): Identity['game'] {
  const maps = mapsOf(lumps);
  return maps.length > 0 && maps.every(({ format }) => format === 'hexen') ? 'hexen' : 'doom';
}

/** Final Doom's halves, by the beginnings of their titles, as the game calls them. */
const PACKS = [
  ['Final Doom: TNT', 'tnt'],
  ['Final Doom: The Plutonia', 'plutonia'],
] as const;

/** What the game learns of an IWAD that it would know by its file's name only, and the player may have renamed. */
export function packArguments({ title }: Pick<Identity, 'title'>): string[] {
  const [, pack] = PACKS.find(([beginning]) => title.startsWith(beginning)) ?? [];
  return pack === undefined ? [] : ['-pack', pack];
}

/** Why a WAD of this identity cannot be played yet, or undefined if it can. */
export function unsupported({ game, kind, title }: Identity): EntryProblem | undefined {
  if (kind === 'pwad' && game === 'hexen') return { code: 'hexen-maps', params: { title } };
  return game === 'doom' ? undefined : { code: 'game-unsupported', params: { title } };
}
