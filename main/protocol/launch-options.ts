import { z } from 'zod';
import type { SourcePort } from '../../engine/games/source-ports.ts';

/** Compatibility levels, oldest first: which program's rules a game follows. */
export const COMPLEVELS = ['vanilla', 'boom', 'mbf', 'mbf21'] as const;

/** The name of a map, as WADs have it. */
export const mapName = z.string().regex(/^(E[1-9]M[1-9]|MAP\d\d)$/);

/**
 * How the player wants a game to begin, and by which rules. What is absent is the game's own default. A source port that lacks an
 * option ignores it, and the window does not offer it there.
 */
export const launchOptions = z.strictObject({
  /** The rules. Only Woof has levels. */
  complevel: z.enum(COMPLEVELS).optional(),
  /** 1 to 5, as players count. */
  skill: z.number().int().min(1).max(5).optional(),
  /** Begins in this map instead of at the title screen. */
  map: mapName.optional(),
  /** Each level begins with a pistol. Only Woof has it. */
  pistolStart: z.boolean().optional(),
  noMonsters: z.boolean().optional(),
  fastMonsters: z.boolean().optional(),
  respawnMonsters: z.boolean().optional(),
  /** Things of multiplayer games are there too. Only Woof has it. */
  coopSpawns: z.boolean().optional(),
});
export type LaunchOptions = z.infer<typeof launchOptions>;

const ONLY_WOOF: readonly (keyof LaunchOptions)[] = ['complevel', 'pistolStart', 'coopSpawns'];

/** Whether a source port has an option. */
export function hasOption(port: SourcePort, option: keyof LaunchOptions): boolean {
  return port === 'woof' || !ONLY_WOOF.includes(option);
}
