/** The records of a map that a view is made of, as Doom reads them (the Unofficial Doom Specs, chapter 4). */
export interface MapGeometry {
  /** x and y of each corner, one after the other. */
  readonly corners: Int16Array;
  readonly segs: readonly Seg[];
  readonly subsectors: readonly { readonly first: number; readonly count: number }[];
  readonly nodes: readonly Node[];
  readonly sectors: readonly Sector[];
  readonly things: readonly { readonly x: number; readonly y: number }[];
}

export interface Sector {
  readonly floor: number;
  readonly ceiling: number;
  readonly floorFlat: string;
  readonly ceilingFlat: string;
  readonly light: number;
}

export interface Seg {
  readonly from: number;
  readonly to: number;
  readonly front: Sector;
  /** Absent where the line has one side. */
  readonly back: Sector | undefined;
  /** Whether the side has a texture between floor and ceiling. */
  readonly middle: boolean;
}

/** Sides: right, then left. */
export interface Node {
  readonly x: number;
  readonly y: number;
  readonly dx: number;
  readonly dy: number;
  /** Top, bottom, left, right. */
  readonly boxes: readonly [Box, Box];
  readonly children: readonly [number, number];
}
export type Box = readonly [top: number, bottom: number, left: number, right: number];

/** A child with this bit is a subsector. */
export const SUBSECTOR = 0x8000;

export type GeometryLumps = Readonly<
  Record<'THINGS' | 'LINEDEFS' | 'SIDEDEFS' | 'VERTEXES' | 'SEGS' | 'SSECTORS' | 'NODES' | 'SECTORS', Buffer>
>;

const NO_SIDE = 0xffff;
const TWO_SIDED = 4;

/** Reads a map; undefined where its records name what is not there. */
export function readGeometry(lumps: GeometryLumps): MapGeometry | undefined {
  const sectors = records(
    lumps.SECTORS,
    26,
    (lump, at): Sector => ({
      floor: lump.readInt16LE(at),
      ceiling: lump.readInt16LE(at + 2),
      floorFlat: lump.toString('latin1', at + 4, at + 12),
      ceilingFlat: lump.toString('latin1', at + 12, at + 20),
      light: lump.readInt16LE(at + 20),
    }),
  );
  const corners = new Int16Array((lumps.VERTEXES.length >> 2) * 2);
  for (let i = 0; i < corners.length; i++) corners[i] = lumps.VERTEXES.readInt16LE(i * 2);
  const segs: Seg[] = [];
  for (let at = 0; at + 12 <= lumps.SEGS.length; at += 12) {
    const seg = segAt(lumps, at, sectors);
    if (seg === undefined || Math.max(seg.from, seg.to) * 2 >= corners.length) return undefined;
    segs.push(seg);
  }
  const subsectors = records(lumps.SSECTORS, 4, (lump, at) => ({
    count: lump.readUInt16LE(at),
    first: lump.readUInt16LE(at + 2),
  }));
  if (subsectors.some(({ first, count }) => count === 0 || first + count > segs.length)) return undefined;
  const nodes = records(lumps.NODES, 28, nodeAt);
  const known = (child: number) =>
    (child & SUBSECTOR) === 0 ? child < nodes.length : (child & ~SUBSECTOR) < subsectors.length;
  if (subsectors.length === 0 || !nodes.every(({ children }) => children.every(known))) return undefined;
  const things = records(lumps.THINGS, 10, (lump, at) => ({
    x: lump.readInt16LE(at),
    y: lump.readInt16LE(at + 2),
  }));
  return { corners, segs, subsectors, nodes, sectors, things };
}

function segAt({ SEGS, LINEDEFS, SIDEDEFS }: GeometryLumps, at: number, sectors: Sector[]): Seg | undefined {
  const line = SEGS.readUInt16LE(at + 6) * 14;
  const side = SEGS.readUInt16LE(at + 8) & 1;
  if (line + 14 > LINEDEFS.length) return undefined;
  const sideOf = (which: number) => LINEDEFS.readUInt16LE(line + 10 + 2 * which) * 30;
  const sectorOf = (place: number) =>
    place + 30 > SIDEDEFS.length ? undefined : sectors[SIDEDEFS.readUInt16LE(place + 28)];
  const own = sideOf(side);
  const front = sectorOf(own);
  if (front === undefined) return undefined;
  const twoSided = (LINEDEFS.readUInt16LE(line + 4) & TWO_SIDED) !== 0;
  const other = sideOf(side ^ 1);
  return {
    from: SEGS.readUInt16LE(at),
    to: SEGS.readUInt16LE(at + 2),
    front,
    back: twoSided && other !== NO_SIDE * 30 ? sectorOf(other) : undefined,
    // A dash stands for no texture.
    middle: SIDEDEFS[own + 20] !== 0x2d,
  };
}

function nodeAt(lump: Buffer, at: number): Node {
  const word = (place: number) => lump.readInt16LE(at + 2 * place);
  const box = (place: number): Box => [word(place), word(place + 1), word(place + 2), word(place + 3)];
  return {
    x: word(0),
    y: word(1),
    dx: word(2),
    dy: word(3),
    boxes: [box(4), box(8)],
    children: [lump.readUInt16LE(at + 24), lump.readUInt16LE(at + 26)],
  };
}

function records<T>(lump: Buffer, bytes: number, read: (lump: Buffer, at: number) => T): T[] {
  const all: T[] = [];
  for (let at = 0; at + bytes <= lump.length; at += bytes) all.push(read(lump, at));
  return all;
}
