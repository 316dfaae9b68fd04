import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { need } from './messages/needs.ts';

/** What an add-on needs that Doom 1.9 has not. `id`: the add-on's, or the game's. */
export const addOnNeed = z.strictObject({ id: z.string(), need });
export type AddOnNeed = z.infer<typeof addOnNeed>;

/** Which source port plays a load order, and why. */
export const portChoice = z.strictObject({
  port: sourcePort,
  /**
   * `default`: nothing needs another port. `needs`: `needs` do. `player`: the player has chosen. `missing`: another port would play it
   * better, and is not installed.
   */
  by: z.enum(['default', 'needs', 'player', 'missing']),
  /** What Chocolate Doom lacks, the most telling first. Where it plays all the same, this is lost. */
  needs: z.array(addOnNeed),
  /** Add-ons whose maps no source port plays. */
  unplayable: z.array(addOnNeed),
  /** What else was found: it shows in Woof only, and the game is whole without it. */
  extras: z.array(addOnNeed),
});
export type PortChoice = z.infer<typeof portChoice>;
