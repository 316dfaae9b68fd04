import { DEFAULT_PORT, type SourcePort } from '../../../engine/games/source-ports.ts';
import type { NeedCode } from '../../protocol/messages/needs.ts';
import type { AddOnNeed, PortChoice } from '../../protocol/port-choice.ts';

/** What decides for Woof, the most telling first: without it, a level ends the game, cannot be finished, or is not as it was made. */
const DECISIVE: readonly NeedCode[] = [
  'boom-generalized-lines',
  'boom-lines',
  'mbf21-lines',
  'mbf-lines',
  'boom-sectors',
  'mbf21-sectors',
  'mbf21-line-flags',
  'boom-line-flags',
  'patch-numbers',
  'patch-codepointers',
  'patch-fields',
  'things-unknown',
  'mbf-friends',
  'nodes-extended',
  'nodes-deepbsp',
  'nodes-missing',
  'blockmap-missing',
  'map-too-large',
  'blockmap-too-large',
  'scrolling-walls',
  'view-planes',
  'view-walls',
  'many-lumps',
  'umapinfo',
  'complevel',
  'patch-sections',
  'patch-unsigned',
  'port-lump',
  'image-format',
  'music-format',
  'sound-format',
];
/** Of the lumps for newer ports, those that only adorn. */
const ADORNING: readonly string[] = ['BRGHTMPS', 'OPTIONS', 'VX_START', 'HI_START', 'SBHUDDEF', 'TRAKINFO'];
/** Music that Woof does not play either. */
const SILENT_EVERYWHERE = 'tracker';

/** What a choice depends on besides needs. */
export interface PortWishes {
  /** The game's id. What it needs itself decides nothing: Chocolate Doom plays it, as the games that Trapdoom brings. */
  readonly iwad: string;
  /** The player's own choice. */
  readonly own: SourcePort | undefined;
  /** Ports whose files are there. */
  readonly installed: readonly SourcePort[];
}

/** Chooses the source port that plays what has these needs. */
export function choosePort(needs: readonly AddOnNeed[], { iwad, own, installed }: PortWishes): PortChoice {
  const decisive = DECISIVE.flatMap((code) =>
    needs.filter((one) => one.need.code === code && one.id !== iwad && decides(one)),
  );
  const unplayable = needs.filter(isUnplayable);
  const extras = needs.filter((one) => !decisive.includes(one) && !isUnplayable(one));
  const found = { needs: decisive, unplayable, extras };
  if (own !== undefined && installed.includes(own)) return { port: own, by: 'player', ...found };
  if (decisive.length === 0) return { port: DEFAULT_PORT, by: 'default', ...found };
  return installed.includes('woof')
    ? { port: 'woof', by: 'needs', ...found }
    : { port: DEFAULT_PORT, by: 'missing', ...found };
}

/** Whether all maps of the add-on are for other programs. */
function isUnplayable({ need }: AddOnNeed): boolean {
  return (need.code === 'map-udmf' || need.code === 'map-hexen') && need.params.all;
}

function decides({ need }: AddOnNeed): boolean {
  if (need.code === 'port-lump') return !ADORNING.includes(need.params.lump);
  if (need.code === 'music-format') return need.params.formats.some((format) => format !== SILENT_EVERYWHERE);
  return true;
}
