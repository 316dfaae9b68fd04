/** A map for tests: one square room of 256 units, built by hand. */
export interface RoomParts {
  /** The texture of its four walls. */
  readonly wall?: string;
  readonly floor?: string;
  /** How far from the west wall the player starts; 208 is before the exit. */
  readonly start?: number;
  /** Things: type, x, y and the direction they face in degrees. Flags are those of every skill, unless others are given. */
  readonly things?: readonly (readonly [type: number, x: number, y: number, angle: number, flags?: number])[];
  /** The type of the sector. */
  readonly sector?: number;
  /** Types and flags of the walls in the west, the north, the east and the south; the east is an exit by default. */
  readonly lines?: readonly (readonly [type: number, flags?: number])[];
  /** Leaves out what a node builder makes. */
  readonly nodes?: boolean;
}

export type MapLump = readonly [name: string, content: Uint8Array];

/** The wall in the east ends the level when it is used (line special 11). */
const EXIT = 11;
const CORNERS = [
  [0, 0],
  [0, 256],
  [256, 256],
  [256, 0],
] as const;
/** Directions of the walls from corner to corner, in 1/65536 turns. */
const DIRECTIONS = [0x4000, 0, 0xc000, 0x8000];

/**
 * The lumps of a map (the Unofficial Doom Specs, chapter 4). The player faces the exit, in the east. There is one subsector and no node,
 * and every block holds all four lines.
 */
export function roomMap(
  name: string,
  {
    wall = 'STARTAN3',
    floor = 'FLOOR4_8',
    start = 64,
    things = [],
    sector = 0,
    lines = [[0], [0], [EXIT], [0]],
    nodes = true,
  }: RoomParts = {},
): (string | MapLump)[] {
  const player = [1, start, 128, 0] as const;
  const built = (lump: Uint8Array) => (nodes ? lump : new Uint8Array(0));
  const walls = CORNERS.map((_, i) => [i, (i + 1) % 4] as const);
  const blocks = 9;
  const list = 4 + blocks;
  return [
    name,
    [
      'THINGS',
      words([player, ...things].flatMap(([type, x, y, angle, flags = 7]) => [x, y, angle, type, flags])),
    ],
    [
      'LINEDEFS',
      words(walls.flatMap(([a, b], i) => [a, b, 1 | (lines[i]?.[1] ?? 0), lines[i]?.[0] ?? 0, 0, i, -1])),
    ],
    [
      'SIDEDEFS',
      Buffer.concat(
        walls.map(() => Buffer.concat([words([0, 0]), text('-'), text('-'), text(wall), words([0])])),
      ),
    ],
    ['VERTEXES', words(CORNERS.flat())],
    ['SEGS', built(words(walls.flatMap(([a, b], i) => [a, b, DIRECTIONS[i]!, i, 0, 0])))],
    ['SSECTORS', built(words([4, 0]))],
    ['NODES', new Uint8Array(0)],
    ['SECTORS', Buffer.concat([words([0, 128]), text(floor), text('CEIL3_5'), words([200, sector, 0])])],
    ['REJECT', new Uint8Array(1)],
    [
      'BLOCKMAP',
      built(words([-8, -8, 3, 3, ...Array.from({ length: blocks }, () => list), 0, 0, 1, 2, 3, -1])),
    ],
  ];
}

/** The lumps of a map in the text format UDMF. */
export function udmfMap(name: string): (string | MapLump)[] {
  return [name, ['TEXTMAP', Buffer.from('namespace = "zdoom";')], 'ENDMAP'];
}

/** The lumps of a map in Hexen's format, without content: larger records of things and lines, and a BEHAVIOR behind them. */
export function hexenMap(name: string): (string | MapLump)[] {
  const sizes = new Map([
    ['THINGS', 2 * 20],
    ['LINEDEFS', 4 * 16],
  ]);
  const lumps = roomMap(name).map((lump): string | MapLump => {
    const size = typeof lump === 'string' ? undefined : sizes.get(lump[0]);
    return size === undefined ? lump : [lump[0] as string, new Uint8Array(size)];
  });
  return [...lumps, ['BEHAVIOR', Buffer.from('ACS\0\x08\0\0\0\0\0\0\0\0\0\0\0', 'latin1')]];
}

export function words(values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  for (const [i, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, i * 2);
  return bytes;
}

export function text(name: string): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.write(name, 'latin1');
  return bytes;
}
