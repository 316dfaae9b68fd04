import type { PlayerRequest } from '../../engine/session/protocol.ts';

/** Input that comes from a mouse or a gamepad. */
export type PointingInput = Extract<
  PlayerRequest,
  { type: 'mouse-move' | 'mouse-at' | 'mouse-button' | 'mouse-wheel' | 'gamepad' }
>;
