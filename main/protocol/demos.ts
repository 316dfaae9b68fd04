import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { backendName, runTiming } from '../../engine/session/protocol.ts';
import { homeFileName } from './homes.ts';
import { demoProblem } from './messages/demos.ts';

/** What the window knows of demos and of levels that were finished, for each home. */

/** What a demo says of itself. */
export const demoFacts = z.strictObject({
  /** Its first byte: 109 is Doom 1.9, 111 the same with finer turns. */
  version: z.number().int(),
  /** `E1M2` or `MAP03`. */
  map: z.string(),
  /** 0 to 4. */
  skill: z.number().int().min(0).max(4),
  players: z.number().int().min(1).max(4),
  /** Its length, at 35 a second. */
  tics: z.number().int(),
});
export type DemoFacts = z.infer<typeof demoFacts>;

/** Where a demo is: a file of a home, or a lump of one of the WADs that are played there. */
export const demoPlace = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('file'), file: homeFileName }),
  z.strictObject({ kind: z.literal('lump'), lump: z.string().regex(/^DEMO\d$/) }),
]);
export type DemoPlace = z.infer<typeof demoPlace>;

/** The newest timing of a demo on a backend. */
export const timedRun = z.strictObject({
  backend: backendName,
  /** ISO 8601. */
  at: z.string(),
  /** The demo's length, in tics. */
  gametics: runTiming.shape.length,
  ...runTiming.omit({ length: true }).shape,
});
export type TimedRun = z.infer<typeof timedRun>;

export const demo = z.strictObject({
  place: demoPlace,
  /** The file's name without its extension, or the lump's and its WAD's. */
  name: z.string(),
  facts: demoFacts.optional(),
  bytes: z.number(),
  /** ISO 8601, of a file. */
  recordedAt: z.string().optional(),
  timings: z.array(timedRun),
  /** Why it cannot be played. */
  problem: demoProblem.optional(),
});
export type Demo = z.infer<typeof demo>;

const share = z.strictObject({ got: z.number().int(), of: z.number().int() });

/** A level that was finished. */
export const levelRun = z.strictObject({
  map: z.string().max(8),
  /** ISO 8601: when the game that it was played in ended. */
  at: z.string().max(40),
  seconds: z.number().int().min(0),
  parSeconds: z.number().int().min(0),
  /** 1 to 5; absent where the game does not tell. */
  skill: z.number().int().min(1).max(5).optional(),
  kills: share,
  items: share,
  secrets: share,
});
export type LevelRun = z.infer<typeof levelRun>;

export const demosHome = z.strictObject({
  /** The home's folder; undefined of a game that was not played yet. */
  home: z.string().optional(),
  /** The source port that plays there. */
  port: sourcePort,
  title: z.string(),
  addOns: z.array(z.string()),
  iwad: z.string(),
  pwads: z.array(z.string()),
  merge: z.array(z.string()),
  /** Names of the maps that can be warped to. */
  maps: z.array(z.string()),
  demos: z.array(demo),
  /** Finished levels, the newest first. */
  levels: z.array(levelRun),
});
export type DemosHome = z.infer<typeof demosHome>;
