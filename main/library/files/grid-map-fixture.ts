import { type MapLump, text, words } from './map-fixture.ts';

/** Units of a cell's side. */
const CELL = 64;
const TWO_SIDED = 4;
const WALL = 'STARTAN3';
const BLOCKING = 1;

interface Cell {
  readonly floor: number;
  readonly light: number;
  /** Of the sector. */
  readonly type?: number;
  readonly tag?: number;
}

/** A line between two corners, which are counted from the south-west: its type, tag and flags. */
type LineParts = (
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
) => readonly [type: number, tag?: number, flags?: number];

/**
 * The lumps of a map of `size` times `size` cells, each a sector and a subsector of its own, all open to each other. A size of 32
 * makes 2,112 lines. The player starts in the south-west and faces the north-east. Floors are below the eyes of the player, so each is in view.
 *
 * @param cell a cell's sector; by default, no two of the first 1,024 are alike
 * @param line types of lines, which go north or east, except where they would have nothing on their right
 */
export function gridMap(
  name: string,
  size: number,
  cell: (x: number, y: number) => Cell = (x, y) => ({
    floor: -((x + y * size) % 64),
    light: 128 + ((x + y * size) >> 6),
  }),
  line: LineParts = () => [0],
): (string | MapLump)[] {
  const corner = (x: number, y: number) => y * (size + 1) + x;
  const place = (at: number) => [at % (size + 1), Math.floor(at / (size + 1))] as const;
  const sector = (x: number, y: number) => y * size + x;
  const lines: number[][] = [];
  /** The sector of each side, and its texture between floor and ceiling. */
  const sides: (readonly [of: number, middle: string])[] = [];
  /** Segs of each cell: from, to, angle, line, side. */
  const segs: number[][][] = Array.from({ length: size * size }, () => []);
  const side = (of: number, middle = '-') => sides.push([of, middle]) - 1;
  const wall = (
    from: number,
    to: number,
    angle: number,
    right: number | undefined,
    left: number | undefined,
  ) => {
    // A line with one side has it on its right.
    if (right === undefined) return wall(to, from, (angle + 0x8000) & 0xffff, left, undefined);
    const [type, tag = 0, more = 0] = line(...place(from), ...place(to));
    const flags = (left === undefined ? BLOCKING : TWO_SIDED) | more;
    const [near, far] = left === undefined ? [side(right, WALL), -1] : [side(right), side(left)];
    const parts = [from, to, flags, type, tag, near, far];
    const number = lines.push(parts) - 1;
    segs[right]!.push([from, to, angle, number, 0, 0]);
    if (left !== undefined) segs[left]!.push([to, from, (angle + 0x8000) & 0xffff, number, 1, 0]);
  };
  const at = (x: number, y: number) => (x < 0 || y < 0 || x >= size || y >= size ? undefined : sector(x, y));
  for (let y = 0; y <= size; y++)
    for (let x = 0; x <= size; x++) {
      // Northwards, the right is the east; eastwards, the right is the south.
      if (y < size) wall(corner(x, y), corner(x, y + 1), 0x4000, at(x, y), at(x - 1, y));
      if (x < size) wall(corner(x, y), corner(x + 1, y), 0, at(x, y - 1), at(x, y));
    }
  const nodes: number[][] = [];
  const subsectors: number[][] = [];
  const ordered: number[][] = [];
  for (const own of segs) {
    subsectors.push([own.length, ordered.length]);
    ordered.push(...own);
  }
  /** Halves a rectangle of cells until one is left. Returns the child's number. */
  const split = (x: number, y: number, width: number, height: number): number => {
    if (width * height === 1) return 0x8000 | sector(x, y);
    const box = (bx: number, by: number, w: number, h: number) =>
      [by + h, by, bx, bx + w].map((cells) => cells * CELL);
    const across = width >= height;
    const half = (across ? width : height) >> 1;
    // The line goes north or west: its right is the half in the east, or in the north.
    const first = across
      ? ([x + half, y, width - half, height] as const)
      : ([x, y + half, width, height - half] as const);
    const second = across ? ([x, y, half, height] as const) : ([x, y, width, half] as const);
    const line = across
      ? [(x + half) * CELL, y * CELL, 0, height * CELL]
      : [(x + width) * CELL, (y + half) * CELL, -width * CELL, 0];
    const children = [split(...first), split(...second)];
    return nodes.push([...line, ...box(...first), ...box(...second), ...children]) - 1;
  };
  split(0, 0, size, size);
  const cells = Array.from({ length: size * size }, (_, i) => cell(i % size, Math.floor(i / size)));
  const count = Math.ceil((size * CELL + 16) / 128);
  return [
    name,
    ['THINGS', words([CELL / 2, CELL / 2, 45, 1, 7])],
    ['LINEDEFS', words(lines.flat())],
    [
      'SIDEDEFS',
      Buffer.concat(
        sides.map(([of, middle]) =>
          Buffer.concat([words([0, 0]), text(WALL), text(WALL), text(middle), words([of])]),
        ),
      ),
    ],
    [
      'VERTEXES',
      words(
        Array.from({ length: (size + 1) ** 2 }, (_, i) => [
          (i % (size + 1)) * CELL,
          Math.floor(i / (size + 1)) * CELL,
        ]).flat(),
      ),
    ],
    ['SEGS', words(ordered.flat())],
    ['SSECTORS', words(subsectors.flat())],
    ['NODES', words(nodes.flat())],
    [
      'SECTORS',
      Buffer.concat(
        cells.map(({ floor, light, type = 0, tag = 0 }) =>
          Buffer.concat([words([floor, 256]), text('FLOOR4_8'), text('CEIL3_5'), words([light, type, tag])]),
        ),
      ),
    ],
    ['REJECT', new Uint8Array(Math.ceil(size ** 4 / 8))],
    ['BLOCKMAP', blockmap(lines, size, count)],
  ];
}

/** Blocks of 128 units, from 8 units before the origin. */
function blockmap(lines: readonly number[][], size: number, count: number): Buffer {
  const lists: number[][] = Array.from({ length: count * count }, () => []);
  const block = (units: number) => Math.floor((units + 8) / 128);
  for (const [i, [from = 0, to = 0]] of lines.entries()) {
    const place = (corner: number) =>
      [corner % (size + 1), Math.floor(corner / (size + 1))].map((c) => block(c * CELL));
    const [ax = 0, ay = 0] = place(from);
    const [bx = 0, by = 0] = place(to);
    for (let y = Math.min(ay, by); y <= Math.max(ay, by); y++)
      for (let x = Math.min(ax, bx); x <= Math.max(ax, bx); x++) lists[y * count + x]!.push(i);
  }
  const offsets: number[] = [];
  const words16: number[] = [];
  for (const list of lists) {
    offsets.push(4 + lists.length + words16.length);
    words16.push(0, ...list, -1);
  }
  return words([-8, -8, count, count, ...offsets, ...words16]);
}
