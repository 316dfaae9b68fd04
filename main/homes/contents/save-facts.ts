import type { SaveProblem } from '../../protocol/messages/homes.ts';

/** How a game counts its maps: `E1M1` or `MAP01`. */
export type MapNumbering = 'episodes' | 'numbered';

export interface SaveFacts {
  readonly description: string;
  readonly map: string;
  /** 0 to 4; absent where the game has none of these. */
  readonly skill?: number;
  readonly levelSeconds: number;
  /** Whether the file has an image of what the player saw. */
  readonly snapshot?: true;
}

/** A saved game's facts, or why it is none that can be loaded. */
export type ParsedSave = SaveFacts | { readonly description: string; readonly problem: SaveProblem };

/** The saved games of one source port. */
export interface SaveShape {
  /** How much of a file's beginning and end `parse` reads. */
  readonly headerBytes: number;
  readonly tailBytes: number;
  /** Matches the version, behind the description, in files of this source port and its like. */
  readonly wrote: RegExp;
  parse(header: Uint8Array, tail: Uint8Array, maps: MapNumbering | undefined): ParsedSave;
}

/** A C string in a field of fixed length; what is no printable ASCII becomes a question mark. */
export function fieldText(field: Uint8Array): string {
  const end = field.indexOf(0);
  const bytes = end < 0 ? field : field.subarray(0, end);
  return String.fromCharCode(...bytes).replaceAll(/[^ -~]/g, '?');
}
