import { type Box, type MapGeometry, type Sector, type Seg, SUBSECTOR } from './map-geometry.ts';

/** What a frame of Doom has room for: `MAXVISPLANES` (the game ends beyond), `MAXDRAWSEGS` (walls are missing beyond). */
export const MAX_PLANES = 128;
export const MAX_WALLS = 256;

export interface ViewCounts {
  /** Floors and ceilings that `R_FindPlane` distinguishes. The game splits some of them, so it counts these or more. */
  readonly planes: number;
  /** Calls of `R_StoreWallRange`. */
  readonly walls: number;
}

/** The frame's columns, and how high the player's eyes are. */
const COLUMNS = 320;
const CENTRE = COLUMNS / 2;
const VIEW_HEIGHT = 41;
/** Trees are as deep as this at most; circles are not followed further. */
const MAX_DEPTH = 512;
const SKY = 'F_SKY1\0\0';

/**
 * Counts what one view has, as Doom's renderer does before it draws: it walks the tree from front to back, without what walls
 * hide (`R_RenderBSPNode`, `R_AddLine`, `R_ClipSolidWallSegment`). Columns are computed exactly where the game has tables, so a wall at the edge
 * of a column may count differently.
 *
 * @param angle in radians, from the east
 */
export function countView(map: MapGeometry, x: number, y: number, angle: number): ViewCounts {
  return new View(map, x, y, angle).count();
}

class View {
  readonly #map: MapGeometry;
  readonly #x: number;
  readonly #y: number;
  readonly #cos: number;
  readonly #sin: number;
  readonly #eyes: number;
  /** Columns that a wall hides. */
  readonly #solid = new Uint8Array(COLUMNS);
  readonly #planes = new Set<string>();
  #open = COLUMNS;
  #walls = 0;
  #visited = 0;

  constructor(map: MapGeometry, x: number, y: number, angle: number) {
    this.#map = map;
    this.#x = x;
    this.#y = y;
    this.#cos = Math.cos(angle);
    this.#sin = Math.sin(angle);
    this.#eyes = this.#floorBelow() + VIEW_HEIGHT;
  }

  count(): ViewCounts {
    this.#walk(this.#root, 0);
    return { planes: this.#planes.size, walls: this.#walls };
  }

  get #root(): number {
    return this.#map.nodes.length === 0 ? SUBSECTOR : this.#map.nodes.length - 1;
  }

  /** The floor where the viewer stands (`R_PointInSubsector`). */
  #floorBelow(): number {
    let child = this.#root;
    for (let depth = 0; depth < MAX_DEPTH && (child & SUBSECTOR) === 0; depth++) {
      const node = this.#map.nodes[child]!;
      child = node.children[this.#isLeft(node) ? 1 : 0];
    }
    const subsector = this.#map.subsectors[(child & SUBSECTOR) === 0 ? 0 : child & ~SUBSECTOR]!;
    return this.#map.segs[subsector.first]!.front.floor;
  }

  /** Whether the viewer is on the left of a node's line (`R_PointOnSide`). */
  #isLeft({ x, y, dx, dy }: MapGeometry['nodes'][number]): boolean {
    return (this.#y - y) * dx >= (this.#x - x) * dy;
  }

  #walk(child: number, depth: number): void {
    // A valid tree has each node once. One with circles has no end.
    if (depth > MAX_DEPTH || this.#visited++ > 2 * this.#map.nodes.length + 1) return;
    if ((child & SUBSECTOR) !== 0) {
      this.#subsector(child & ~SUBSECTOR);
      return;
    }
    const node = this.#map.nodes[child]!;
    const near = this.#isLeft(node) ? 1 : 0;
    const far = near === 1 ? 0 : 1;
    this.#walk(node.children[near], depth + 1);
    if (this.#sees(node.boxes[far])) this.#walk(node.children[far], depth + 1);
  }

  #subsector(number: number): void {
    const { first, count } = this.#map.subsectors[number]!;
    const { front } = this.#map.segs[first]!;
    if (front.floor < this.#eyes) this.#plane(front.floor, front.floorFlat, front.light);
    if (front.ceiling > this.#eyes || front.ceilingFlat === SKY)
      this.#plane(front.ceiling, front.ceilingFlat, front.light);
    for (let i = first; i < first + count; i++) this.#line(this.#map.segs[i]!, front);
  }

  /** All skies share one plane. */
  #plane(height: number, flat: string, light: number): void {
    this.#planes.add(flat === SKY ? SKY : `${height} ${light} ${flat}`);
  }

  #line(seg: Seg, front: Sector): void {
    const { corners } = this.#map;
    const range = this.#columns(
      corners[seg.from * 2]!,
      corners[seg.from * 2 + 1]!,
      corners[seg.to * 2]!,
      corners[seg.to * 2 + 1]!,
    );
    if (range === undefined) return;
    const { back } = seg;
    const closed = back === undefined || back.ceiling <= front.floor || back.floor >= front.ceiling;
    if (closed) this.#clip(range, true);
    else if (differ(front, back) || seg.middle) this.#clip(range, false);
  }

  /** Counts the open pieces of a range of columns, each of which is a wall to draw, and closes them where the wall is solid. */
  #clip([from, to]: readonly [number, number], solid: boolean): void {
    let open = false;
    for (let column = from; column <= to; column++) {
      const free = this.#solid[column] === 0;
      if (free && !open) this.#walls++;
      open = free;
      if (free && solid) {
        this.#solid[column] = 1;
        this.#open--;
      }
    }
  }

  /** The columns of a wall that faces the viewer; undefined where none is seen. */
  #columns(x1: number, y1: number, x2: number, y2: number): readonly [number, number] | undefined {
    const [ax, ay] = [x1 - this.#x, y1 - this.#y];
    const [bx, by] = [x2 - this.#x, y2 - this.#y];
    // A wall is seen from its right.
    if (ax * by - ay * bx >= 0) return undefined;
    return this.#span(this.#side(ax, ay), this.#depth(ax, ay), this.#side(bx, by), this.#depth(bx, by));
  }

  #depth(dx: number, dy: number): number {
    return dx * this.#cos + dy * this.#sin;
  }

  #side(dx: number, dy: number): number {
    return dx * this.#sin - dy * this.#cos;
  }

  /** The columns between two points, of which the first is further left; a view is 90 degrees wide. */
  #span(side1: number, depth1: number, side2: number, depth2: number): readonly [number, number] | undefined {
    // Both beyond the same edge of the view, or behind it.
    if (side1 > depth1 && (side2 > depth2 || depth2 <= 0)) return undefined;
    if (-side2 > depth2 && (-side1 > depth1 || depth1 <= 0)) return undefined;
    const from = -side1 > depth1 ? 0 : column(side1, depth1);
    const to = side2 > depth2 ? COLUMNS : column(side2, depth2);
    return to <= from ? undefined : [from, to - 1];
  }

  /** Whether something in a box may be seen (`R_CheckBBox`). */
  #sees([top, bottom, left, right]: Box): boolean {
    if (this.#open === 0) return false;
    const [x, y] = [this.#x, this.#y];
    const across = x <= left ? 0 : x < right ? 1 : 2;
    const along = y >= top ? 0 : y > bottom ? 1 : 2;
    const corners = SILHOUETTES[along * 3 + across];
    if (corners === undefined) return true;
    const edges = [top, bottom, left, right];
    const [ax, ay] = [edges[corners[0]]! - x, edges[corners[1]]! - y];
    const [bx, by] = [edges[corners[2]]! - x, edges[corners[3]]! - y];
    // On an edge of the box, its corners are opposite each other.
    if (ax * by - ay * bx >= 0) return true;
    const range = this.#span(
      this.#side(ax, ay),
      this.#depth(ax, ay),
      this.#side(bx, by),
      this.#depth(bx, by),
    );
    if (range === undefined) return false;
    for (let at = range[0]; at <= range[1]; at++) if (this.#solid[at] === 0) return true;
    return false;
  }
}

/** Which edges make the left and the right corner of a box, by where the viewer is; undefined within it (`checkcoord`). */
const SILHOUETTES: readonly (readonly [number, number, number, number] | undefined)[] = [
  [3, 0, 2, 1],
  [3, 0, 2, 0],
  [3, 1, 2, 0],
  [2, 0, 2, 1],
  undefined,
  [3, 1, 3, 0],
  [2, 0, 3, 1],
  [2, 1, 3, 1],
  [2, 1, 3, 0],
];

function differ(front: Sector, back: Sector): boolean {
  return (
    front.floor !== back.floor ||
    front.ceiling !== back.ceiling ||
    front.floorFlat !== back.floorFlat ||
    front.ceilingFlat !== back.ceilingFlat ||
    front.light !== back.light
  );
}

function column(side: number, depth: number): number {
  return Math.min(Math.max(Math.round(CENTRE + (CENTRE * side) / depth), 0), COLUMNS);
}
