import { z } from 'zod';

/**
 * What a game is to play. It crosses processes as a part of the session's configuration, and only the game's adapter interprets it.
 * Paths are absolute.
 */
export const launchRequest = z.strictObject({
  /** The IWAD, then PWADs in load order; none for modules that are no Doom. They are opened read-only. */
  wads: z.array(z.string()).max(256),
  /** PWADs whose sprites and flats are merged into the IWAD's sections, in load order; the game loads them before those of `wads`. */
  merge: z.array(z.string()).max(256).optional(),
  /** DeHackEd patches, in load order; the game applies them before it loads any PWAD. */
  patches: z.array(z.string()).max(256).optional(),
  /** The patch that the game expects beside its IWAD (`chocolate/companions.ts`), where it lies elsewhere. */
  companion: z.string().optional(),
  /** Whether DEHACKED lumps in PWADs are applied too, last. */
  dehackedLumps: z.boolean().optional(),
  /** The source port's own data (`source-ports.ts`). The adapter puts each file where the game looks for it. */
  resources: z.array(z.string()).max(8).optional(),
  /** Arguments after those that the adapter makes itself (`-iwad …`). */
  args: z.array(z.string()).max(256).default([]),
  /** Whether the game synthesizes its music (about twenty million instructions a tic), which it does by default. */
  music: z.enum(['opl', 'off']).optional(),
});
export type LaunchRequest = z.infer<typeof launchRequest>;
