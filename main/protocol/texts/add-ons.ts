import type { ParamsOf } from '../../../engine/messages/schema.ts';
import type { AddOnWarningMessage, addOnWarnings, titleDemoProblems } from '../messages/add-ons.ts';
import { type Texts, textOf } from './table.ts';
import { counted, listed, number } from './words.ts';

/** Programs that play what Doom's own engine cannot. */
const BOOM_ENGINES = 'DSDA-Doom, Woof! and GZDoom';
const ZDOOM_ENGINES = 'GZDoom and others of the ZDoom family';
const NODE_BUILDERS = 'A node builder, such as ZenNode or BSP,';

/** A few names of many. */
const SHOWN = 3;
const some = (names: readonly string[], shown = SHOWN): string =>
  names.length > shown
    ? `${names.slice(0, shown).join(', ')} and ${number(names.length - shown)} more`
    : names.join(', ');

export const titleDemoTexts: Texts<typeof titleDemoProblems> = {
  missing: ({ demo }) => `${demo} is missing`,
  empty: ({ demo }) => `${demo} is empty`,
  'beyond-end': ({ demo }) => `${demo} lies beyond the end of the file`,
  'other-version': ({ demo, version }) =>
    `${demo} was recorded by another engine or version (${number(version)})`,
  'map-missing': ({ demo, map }) => `${demo} plays in ${map}, which is missing`,
  'player-absent': ({ demo }) => `${demo} shows the view of a player who does not play in it`,
};

const AGAIN = 'Copy or download the file again';
const MUSIC_FORMATS = { 'long-midi': 'long MIDI' } as const;

/** What only engines newer than the game read in a patch. */
function sectionsText(sections: readonly string[]): string {
  return `The game ignores ${listed(sections.slice(0, 5))} in it. It reads DeHackEd’s own sections, not those of Boom and newer engines.`;
}
const patch = (inLump: boolean) => (inLump ? 'The patch inside this WAD is not used completely. ' : '');

const OTHER_GAME = 'The add-on was made for another game, or needs another add-on with it.';
function missingText({
  map,
  first,
  more,
  kind,
  game,
}: ParamsOf<typeof addOnWarnings>['texture-missing']): string {
  return `${map} uses ${first === '' ? `a ${kind} without a name` : first}, ${
    more === 0 ? `a ${kind}` : `and ${counted(more, 'other')}, ${kind}s`
  } that ${game} does not have`;
}

export const addOnTexts: Texts<typeof addOnWarnings> = {
  'too-many-lumps': ({ count, limit }) =>
    `It has ${counted(count, 'entry', 'entries')}, and the game ends at more than ${number(limit)}. It was made for a newer engine.`,
  'shareware-only': ({ game }) =>
    `${game} takes no add-ons: it has the first episode only. Choose the full game.`,
  'maps-unseen': ({ maps, game, gameMaps }) =>
    `You will not see its maps (${maps[0]}${maps.length > 1 ? ' …' : ''}): ${game} ${
      gameMaps === 'episodes'
        ? 'names its maps E1M1 and so on. Choose Doom II or Freedoom: Phase 2'
        : 'names its maps MAP01 and so on. Choose Doom or Freedoom: Phase 1'
    } for them.`,
  'not-merged': () => 'It holds sprites or floors. If the game does not show them, merge it.',
  'patch-lump-invalid': () =>
    'The game cannot read the DeHackEd patch inside it, so Trapdoom leaves such patches out. Levels and graphics are not affected.',
  'patch-sections-ignored': ({ sections, inLump }) => `${patch(inLump)}${sectionsText(sections)}`,
  'patch-strings-ignored': ({ sections, inLump }) =>
    `${patch(inLump)}The game ignores its texts ([STRINGS]): it reads them only after a line “# *allow-extended-strings*”. Put that line below the first one.${
      sections.length === 0 ? '' : ` ${sectionsText(sections)}`
    }`,
  'title-demos': ({ demos }) =>
    `The title screen plays demos, and the game ends there: ${demos.map((one) => textOf(titleDemoTexts, one)).join('; ')}. Press Escape and start or load a game before that.`,
  'music-silent': ({ lumps, formats }) =>
    `Its music ${some(lumps, 1)} will be silent: it is ${listed(formats.map((one) => (one === 'long-midi' ? MUSIC_FORMATS[one] : one)))}, and the game plays MUS and MIDI up to 96 KB. You hear all other sound.`,
  'music-tracker': ({ lumps }) =>
    `Some of its music is silent: it is tracker music, which no game here plays (${some(lumps, 1)}).`,
  'map-hexen': ({ maps }) =>
    `${some(maps)}: in Hexen’s format, which the game misreads. ${ZDOOM_ENGINES} play it.`,
  'map-udmf': ({ maps }) =>
    `${some(maps)}: in the text format UDMF, which the game cannot read: it ends there. ${ZDOOM_ENGINES}, and Eternity, play it.`,
  'map-extended-nodes': ({ maps }) =>
    `${some(maps)}: with extended nodes, which the game cannot read: it ends, hangs or fails there. ${BOOM_ENGINES} play it. ${NODE_BUILDERS} makes nodes in Doom’s format if the map is not too large for them.`,
  'map-deepbsp-nodes': ({ maps }) =>
    `${some(maps)}: with nodes in DeePBSP’s format, which the game cannot read: it ends, hangs or fails there. ${BOOM_ENGINES} play it.`,
  'map-without-nodes': ({ maps }) =>
    `${some(maps)}: without nodes, so the game ends or fails there. ${ZDOOM_ENGINES} build them as they play it. ${NODE_BUILDERS} adds them to the WAD.`,
  'map-without-blockmap': ({ maps }) =>
    `${some(maps)}: without a BLOCKMAP, so walls stop nobody there. ${ZDOOM_ENGINES} build it as they play it. ${NODE_BUILDERS} adds it to the WAD.`,
  'map-without-content': ({ maps }) =>
    `${some(maps)}: only the name, without a map, so the game ends there. It hides maps of that name in WADs before it: load it before them, or leave it out.`,
  'map-without-start': ({ maps }) =>
    `${some(maps)}: without a start for player 1, so the game ends there. Add one in a map editor, or leave the map out.`,
  'map-lump-outside': ({ maps, lump }) =>
    `${some(maps)}: its ${lump} data lies beyond the end of the file, so the game ends there. ${AGAIN}.`,
  'map-lump-empty': ({ maps, lump }) =>
    `${some(maps)}: its ${lump} data is empty, so the game ends there. ${AGAIN}, or save the map again in its editor.`,
  'map-lump-missing': ({ maps, lump }) =>
    `${some(maps)}: without ${lump} data in its place, so the game ends there. ${AGAIN}, or save the map again in its editor.`,
  'maps-unreached': ({ maps, game, reason }) => {
    if (reason === 'three-episodes')
      return `No menu leads to ${some(maps)}: ${game} has three episodes. Choose The Ultimate Doom or Freedoom: Phase 1.`;
    if (reason === 'map00')
      return `No menu leads to ${maps[0]}, and ${game} cannot start it: its maps begin with MAP01.`;
    return `No menu of ${game} leads to ${some(maps)}. To play ${maps.length > 1 ? 'them' : 'it'}, record a demo on the Demos page and choose ${maps[0]} as its level.`;
  },
  'maps-by-cheat': ({ maps, cheat }) =>
    `No menu leads to ${some(maps)}. To play ${maps.length > 1 ? 'them' : 'it'}, record a demo on the Demos page and choose ${maps[0]} as its level, or type ${cheat} while you play.`,
  'texture-patch-missing': ({ texture, list, addOn, patch: missing, namesOf, move }) =>
    `The game will not start: the texture ${texture} in the ${list} of ${addOn} uses the image ${
      typeof missing === 'number' ? `number ${number(missing)}` : missing
    } from ${namesOf === undefined ? 'its own PNAMES' : `the PNAMES of ${namesOf}`}, which is missing. Only the last PNAMES, TEXTURE1 and TEXTURE2 count. Load ${move} in another place, or without the add-on that it does not fit.`,
  'texture-list-damaged': ({ list }) =>
    `The game will not start: ${list} is damaged, because it lists more than it holds. ${AGAIN}, or leave it out.`,
  'texture-list-lacks': ({ list, game, textures }) =>
    `The game will not start: the ${list} of this add-on replaces that of ${game}, and lacks ${some(textures, 1)}, which the game needs. It was made for another game.`,
  'texture-list-replaced': ({ map, game, first, more, kind, list, definer, replacedBy, move }) =>
    `${game === undefined ? map : `${map} of ${game}`} uses ${first}, ${
      more === 0 ? `a ${kind}` : `and ${counted(more, 'other')}, ${kind}s`
    } that only the ${list} of ${definer} has. The ${list} of ${replacedBy} replaces it, because the last one counts, so the game ends where you enter ${map}. Load ${move} in another place, or leave it out.`,
  'texture-missing': (missing) =>
    `${missingText(missing)}, so the game ends where you enter it. ${OTHER_GAME}`,
  'texture-empty': (missing) => `${missingText(missing)}. The game shows nothing there. ${OTHER_GAME}`,
};

/** What the player should know of an add-on. */
export function addOnWarningText(warning: AddOnWarningMessage): string {
  return textOf(addOnTexts, warning);
}
