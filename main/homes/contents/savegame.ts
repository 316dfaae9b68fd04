import { SOURCE_PORTS, type SourcePort, sourcePortFacts } from '../../../engine/games/source-ports.ts';
import { fieldText, type MapNumbering, type ParsedSave, type SaveShape } from './save-facts.ts';
import { VANILLA_SAVE } from './vanilla-save.ts';
import { WOOF_SAVE } from './woof-save.ts';

const SHAPES: Readonly<Record<SourcePort, SaveShape>> = { chocolate: VANILLA_SAVE, woof: WOOF_SAVE };

/** How much of a save is read, in bytes, from its beginning and up to its end. */
export function saveReach(port: SourcePort): Pick<SaveShape, 'headerBytes' | 'tailBytes'> {
  return SHAPES[port];
}

/**
 * Reads a saved game that the source port is to load.
 *
 * @param header the first `headerBytes` of the file, or all of a shorter one
 * @param tail its last `tailBytes`, or all of a shorter one
 * @param maps undefined where the game is not known: then the map's name is a guess
 */
export function parseSave(
  port: SourcePort,
  header: Uint8Array,
  tail: Uint8Array,
  maps: MapNumbering | undefined,
): ParsedSave {
  const version = fieldText(header.subarray(24, 40));
  const maker = SOURCE_PORTS.find(({ id }) => SHAPES[id].wrote.test(version));
  if (maker === undefined) return { description: '', problem: { code: 'not-a-save', params: {} } };
  if (maker.id === port) return SHAPES[port].parse(header, tail, maps);
  const params = { maker: maker.title, player: sourcePortFacts(port).title };
  return { description: fieldText(header.subarray(0, 24)), problem: { code: 'save-of-other-port', params } };
}
