import { type Material, type Surface, surfaceColour } from './materials.ts';

/**
 * The launcher's own image: a hall under the ground, a trapdoor open in its floor, fire below. It is drawn once, pixel by pixel, by
 * casting a ray through each. What flickers is kept apart, so that a new image costs a multiplication a light.
 *
 * Coordinates are metres: x to the right, y up from the floor, z into the hall. The eye is at (0, EYE, 0).
 */
const EYE = 1.85;
const HALF_WIDTH = 3.4;
const HEIGHT = 4;
const END = 19;
const PILLARS = [4.2, 8, 11.8, 15.6];
const PILLAR = { half: 0.45, depth: 0.75 };
const PIT = { left: -1.15, right: 1.15, near: 5.1, far: 7.3, bottom: -1.6 };
/** The leaf stands open, leaning back from the pit's far edge. */
const LEAF = { lean: 0.42, height: 2 };
/** The gate in the end wall. */
const GATE = { half: 1.25, height: 2.5 };

type Vector = readonly [x: number, y: number, z: number];

interface Light {
  readonly at: Vector;
  readonly colour: Vector;
  readonly reach: number;
}
const PIT_LIGHT: Light = { at: [0, 0.3, 6.2], colour: [1.5, 0.5, 0.1], reach: 2.1 };
const GATE_LIGHT: Light = { at: [0, 1.6, END - 0.8], colour: [1.3, 0.12, 0.08], reach: 4.5 };
const AMBIENT: Vector = [0.05, 0.046, 0.06];

/** A drawn hall: for each pixel, row by row from the top, what each light adds (red, green, blue). */
export interface Hall {
  readonly width: number;
  readonly height: number;
  /** What does not flicker. */
  readonly still: Float32Array;
  readonly pit: Float32Array;
  readonly gate: Float32Array;
  /** Where a point of the hall is seen; undefined behind the eye. */
  project(point: Vector): { x: number; y: number; scale: number } | undefined;
}

/** Draws the hall; `centre` is where its axis is seen, from 0 at the left edge to 1 at the right. */
export function drawHall(width: number, height: number, centre: number): Hall {
  const focal = height * 0.95;
  const axisX = width * centre;
  const axisY = height * 0.4;
  const still = new Float32Array(width * height * 3);
  const pit = new Float32Array(width * height * 3);
  const gate = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const ray: Vector = [(x + 0.5 - axisX) / focal, (axisY - y - 0.5) / focal, 1];
      const hit = cast(ray);
      const at = (y * width + x) * 3;
      shade(hit, { still, pit, gate }, at);
      addGlow(ray, hit.distance, pit, at);
    }
  }
  const project = ([x, y, z]: Vector) =>
    z <= 0.1
      ? undefined
      : { x: axisX + (x / z) * focal, y: axisY - ((y - EYE) / z) * focal, scale: focal / z };
  return { width, height, still, pit, gate, project };
}

interface Hit {
  readonly distance: number;
  readonly point: Vector;
  readonly surface: Surface;
}

/** The nearest surface along a ray from the eye; `ray` is one metre long in z. */
function cast(ray: Vector): Hit {
  let best: Hit | undefined;
  const offer = (
    distance: number,
    material: Material,
    normal: Vector,
    uv: (p: Vector) => [number, number],
  ) => {
    if (!(distance > 0.01) || (best !== undefined && distance >= best.distance)) return;
    const point: Vector = [ray[0] * distance, EYE + ray[1] * distance, distance];
    const [u, v] = uv(point);
    best = { distance, point, surface: { material, normal, u, v } };
  };
  const [dx, dy] = ray;
  const side = Math.sign(dx) || 1;
  offer((side * HALF_WIDTH) / dx, 'brick', [-side, 0, 0], ([, y, z]) => [z, y]);
  offer((HEIGHT - EYE) / dy, 'beams', [0, -1, 0], ([x, , z]) => [x, z]);
  offer(END, 'end', [0, 0, -1], ([x, y]) => [x, y]);
  castPillars(ray, side, offer);
  castLeaf(ray, offer);
  castFloor(ray, offer);
  // The end wall is always ahead.
  return best!;
}

type Offer = (
  distance: number,
  material: Material,
  normal: Vector,
  uv: (point: Vector) => [number, number],
) => void;

function castPillars([dx]: Vector, side: number, offer: Offer): void {
  const face = HALF_WIDTH - PILLAR.depth;
  for (const middle of PILLARS) {
    const near = middle - PILLAR.half;
    const inner = (side * face) / dx;
    if (inner > near && inner < middle + PILLAR.half) {
      offer(inner, 'pillar-side', [-side, 0, 0], ([, y, z]) => [z - middle, y]);
    }
    if (Math.abs(dx * near) > face && Math.abs(dx * near) < HALF_WIDTH) {
      offer(near, 'pillar', [0, 0, -1], ([x, y]) => [Math.abs(x) - face - PILLAR.depth / 2, y]);
    }
  }
}

/** The open leaf: the plane through the pit's far edge that leans back by `lean` metres a metre. */
function castLeaf(ray: Vector, offer: Offer): void {
  const distance = (PIT.far + LEAF.lean * EYE) / (1 - LEAF.lean * ray[1]);
  const y = EYE + ray[1] * distance;
  const x = ray[0] * distance;
  if (y < 0 || y > LEAF.height || x < PIT.left || x > PIT.right) return;
  const length = Math.hypot(1, LEAF.lean);
  offer(distance, 'leaf', [0, LEAF.lean / length, -1 / length], () => [x, y]);
}

function castFloor([dx, dy]: Vector, offer: Offer): void {
  if (dy >= 0) return;
  const ground = -EYE / dy;
  const inPit = (x: number, z: number) => x > PIT.left && x < PIT.right && z > PIT.near && z < PIT.far;
  if (!inPit(dx * ground, ground)) {
    offer(ground, 'floor', [0, 1, 0], ([x, , z]) => [x, z]);
    return;
  }
  offer(PIT.far, 'shaft', [0, 0, -1], ([x, y]) => [x, y]);
  const wall = (dx < 0 ? PIT.left : PIT.right) / dx;
  if (wall > PIT.near && wall < PIT.far) offer(wall, 'shaft', [-Math.sign(dx), 0, 0], ([, y, z]) => [z, y]);
  offer((PIT.bottom - EYE) / dy, 'lava', [0, 1, 0], ([x, , z]) => [x, z]);
}

function shade(hit: Hit, layers: Pick<Hall, 'still' | 'pit' | 'gate'>, at: number): void {
  const { albedo, glow, glowsWith } = surfaceColour(hit.surface, { gate: GATE, half: HALF_WIDTH });
  const fog = Math.exp(-hit.distance / 16);
  const fromPit = received(hit, PIT_LIGHT) * fog;
  const fromGate = received(hit, GATE_LIGHT) * fog;
  for (let channel = 0; channel < 3; channel++) {
    const colour = albedo[channel]!;
    layers.still[at + channel] = colour * AMBIENT[channel]! * fog;
    layers.pit[at + channel] = colour * PIT_LIGHT.colour[channel]! * fromPit;
    layers.gate[at + channel] = colour * GATE_LIGHT.colour[channel]! * fromGate;
    layers[glowsWith][at + channel]! += glow[channel]! * fog;
  }
}

/** How much of a light a surface gets: by its angle and the square of the distance. */
function received({ point, surface }: Hit, light: Light): number {
  const [x, y, z] = [light.at[0] - point[0], light.at[1] - point[1], light.at[2] - point[2]];
  const distance = Math.hypot(x, y, z) + 1e-6;
  const [nx, ny, nz] = surface.normal;
  const facing = (x * nx + y * ny + z * nz) / distance;
  // Some light comes round: stone is rough, and the air is full of smoke.
  const lit = 0.1 + 0.9 * Math.max(0, facing);
  return lit / (1 + (distance / light.reach) ** 2 * 2.2);
}

/** The column of lit smoke above the pit, in front of whatever is behind it. */
function addGlow([dx, dy]: Vector, distance: number, pit: Float32Array, at: number): void {
  const z = (PIT.near + PIT.far) / 2;
  if (distance < PIT.near) return;
  const [x, y] = [dx * z, EYE + dy * z];
  if (y < -0.6) return;
  const width = 1 + Math.max(0, y) * 0.28;
  const strength = 0.13 * Math.exp(-((x / width) ** 2) * 1.6) * Math.exp(-Math.max(0, y) / 1.5);
  pit[at]! += strength;
  pit[at + 1]! += strength * 0.34;
  pit[at + 2]! += strength * 0.06;
}
