export type Material =
  | 'brick'
  | 'beams'
  | 'end'
  | 'pillar'
  | 'pillar-side'
  | 'leaf'
  | 'floor'
  | 'shaft'
  | 'lava';

/** A point of a surface; `u` and `v` are metres along it. */
export interface Surface {
  readonly material: Material;
  readonly normal: readonly [number, number, number];
  readonly u: number;
  readonly v: number;
}

type Colour = readonly [red: number, green: number, blue: number];

/** How a point looks: what it reflects, and what it gives off, with which light's flicker. */
export interface SurfaceColour {
  readonly albedo: Colour;
  readonly glow: Colour;
  readonly glowsWith: 'still' | 'pit' | 'gate';
}

interface Shape {
  readonly gate: { readonly half: number; readonly height: number };
  readonly half: number;
}

const DARK: Colour = [0, 0, 0];
const dull = (albedo: Colour): SurfaceColour => ({ albedo, glow: DARK, glowsWith: 'still' });
const scaled = ([r, g, b]: Colour, by: number): Colour => [r * by, g * by, b * by];

export function surfaceColour({ material, u, v }: Surface, shape: Shape): SurfaceColour {
  switch (material) {
    case 'brick':
      return brick(u, v);
    case 'beams':
      return dull(scaled([0.34, 0.27, 0.22], mod(v, 1.9) < 0.35 ? 1 : 0.38 + 0.1 * noise(u * 3, v * 3)));
    case 'end':
      return end(u, v, shape);
    case 'pillar':
    case 'pillar-side':
      return pillar(u, v, material === 'pillar');
    case 'leaf':
      return dull(leaf(u, v));
    case 'floor':
      return dull(floor(u, v));
    case 'shaft':
      return shaft(u, v);
    case 'lava':
      return {
        albedo: DARK,
        glow: scaled([2.4, 1.3, 0.35], 0.7 + 0.5 * noise(u * 4, v * 4)),
        glowsWith: 'pit',
      };
  }
}

function brick(u: number, v: number): SurfaceColour {
  // A band of metal at breast height, with a dim lamp in it now and then.
  if (v > 1.15 && v < 1.5) {
    const lamp = mod(u + 1.9, 3.8) < 0.5 && v > 1.24 && v < 1.41;
    if (lamp) return { albedo: DARK, glow: [0.1, 0.62, 0.52], glowsWith: 'still' };
    const rivet = mod(u, 0.4) < 0.08 && (v < 1.22 || v > 1.43);
    return dull(scaled([0.42, 0.4, 0.4], rivet ? 1.3 : 0.8));
  }
  const row = Math.floor(v / 0.32);
  const along = u + (row % 2) * 0.4;
  const joint = mod(v, 0.32) < 0.04 || mod(along, 0.8) < 0.05;
  const shadeOfStone = 0.7 + 0.5 * hash(Math.floor(along / 0.8), row) + 0.15 * noise(u * 9, v * 9);
  return dull(scaled([0.52, 0.41, 0.34], joint ? 0.3 : shadeOfStone));
}

function end(u: number, v: number, { gate }: Shape): SurfaceColour {
  const arch = v < gate.height || (u / gate.half) ** 2 + ((v - gate.height) / (gate.half * 0.9)) ** 2 < 1;
  if (Math.abs(u) < gate.half && arch && v > 0) {
    const bar = mod(u + 0.2, 0.42) < 0.09 || mod(v, 1.1) < 0.1;
    if (bar) return dull([0.12, 0.1, 0.1]);
    const fade = 0.5 + 0.6 * Math.max(0, 1 - v / (gate.height + 1));
    return { albedo: DARK, glow: scaled([1.5, 0.24, 0.1], fade), glowsWith: 'gate' };
  }
  return brick(u, v > 1.1 && v < 1.6 ? v + 1 : v);
}

function pillar(u: number, v: number, front: boolean): SurfaceColour {
  const seam = mod(v, 1) < 0.05;
  const strip = front && Math.abs(u) < 0.045 && v > 0.5 && v < 3.3;
  if (strip) return { albedo: DARK, glow: [0.9, 0.16, 0.08], glowsWith: 'gate' };
  const rivet = mod(v + 0.14, 0.5) < 0.07 && mod(Math.abs(u) + 0.02, 0.28) < 0.07;
  const worn = 0.75 + 0.35 * noise(u * 6, v * 4);
  return dull(scaled([0.4, 0.39, 0.42], seam ? 0.35 : rivet ? 1.4 : worn));
}

function leaf(u: number, v: number): Colour {
  const strap = (v > 0.3 && v < 0.52) || (v > 1.45 && v < 1.67);
  if (strap) return scaled([0.42, 0.42, 0.46], mod(u + 0.1, 0.36) < 0.09 ? 1.5 : 0.8);
  const ring = Math.abs(Math.hypot(u, v - 1.05) - 0.2) < 0.05;
  if (ring) return [0.6, 0.58, 0.56];
  const plank = Math.floor((u + 1.15) / 0.46);
  const gap = mod(u + 1.15, 0.46) < 0.035;
  return scaled([0.72, 0.45, 0.24], gap ? 0.2 : 0.75 + 0.3 * hash(plank, 3) + 0.25 * noise(u * 14, v * 2));
}

function floor(u: number, v: number): Colour {
  // An iron frame around the pit: the floor's coordinates are the hall's x and z.
  if (Math.abs(u) < 1.4 && v > 4.85 && v < 7.55) return [0.4, 0.38, 0.38];
  const [column, row] = [Math.floor(u / 0.85 + 0.5), Math.floor(v / 0.85)];
  const joint = mod(u + 0.425, 0.85) < 0.045 || mod(v, 0.85) < 0.045;
  return scaled([0.44, 0.38, 0.35], joint ? 0.3 : 0.65 + 0.4 * hash(column, row) + 0.2 * noise(u * 7, v * 7));
}

function shaft(u: number, v: number): SurfaceColour {
  // Nothing below this is seen from where the eye is.
  const depth = Math.min(1, -v / 0.8);
  const joint = mod(v, 0.25) < 0.03 || mod(u + Math.floor(v / 0.25) * 0.2, 0.5) < 0.03;
  const bright = (0.08 + 1.9 * depth ** 1.7) * (joint ? 0.45 : 1);
  return { albedo: [0.3, 0.2, 0.15], glow: scaled([1.1, 0.42, 0.1], bright), glowsWith: 'pit' };
}

const mod = (value: number, by: number) => value - Math.floor(value / by) * by;

/** A fixed random number from 0 to 1 for each pair of whole numbers. */
export function hash(x: number, y: number): number {
  let h = (Math.imul(x, 374761393) + Math.imul(y, 668265263)) | 0;
  h = Math.imul(h ^ (h >>> 13), 1274126177);
  return ((h ^ (h >>> 16)) >>> 0) / 2 ** 32;
}

/** Smooth random values from 0 to 1, one a unit. */
function noise(x: number, y: number): number {
  const [x0, y0] = [Math.floor(x), Math.floor(y)];
  const [fx, fy] = [x - x0, y - y0];
  const top = hash(x0, y0) * (1 - fx) + hash(x0 + 1, y0) * fx;
  const bottom = hash(x0, y0 + 1) * (1 - fx) + hash(x0 + 1, y0 + 1) * fx;
  return top * (1 - fy) + bottom * fy;
}
