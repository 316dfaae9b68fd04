import { z } from 'zod';

const axisNumber = z.number().int().min(0).max(31);
const axisValue = z.number().min(-1).max(1);

/** What plays one part: of the Gamepad API's raw buttons and axes. */
export const padSource = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('button'), button: z.number().int().min(0).max(63) }),
  /** `rest` is the axis' value while nobody touches it: about 0 of a stick, -1 of many triggers. `end` is the value when it is pushed. */
  z
    .object({ kind: z.literal('axis'), axis: axisNumber, rest: axisValue, end: axisValue })
    .refine(({ rest, end }) => Math.abs(end - rest) >= 0.25, 'rest and end are the same'),
  /** A cross that is one axis: -1 is up, then clockwise in steps of 2/7; beyond 1 nothing is pressed. `position` is that number of steps. */
  z.object({ kind: z.literal('hat'), axis: axisNumber, position: z.number().int().min(0).max(7) }),
]);
export type PadSource = z.infer<typeof padSource>;

export const PAD_ID_MAX = 256;

const part = padSource.optional();

/** The parts of a standard pad that a mapping can give to a pad of another kind; of sticks, the directions that count. */
const parts = z.object({
  a: part,
  b: part,
  up: part,
  down: part,
  left: part,
  right: part,
  leftStickUp: part,
  leftStickRight: part,
  rightStickUp: part,
  rightStickRight: part,
  rightTrigger: part,
  start: part,
  x: part,
  y: part,
  leftShoulder: part,
  rightShoulder: part,
  leftTrigger: part,
  back: part,
});
export type PadParts = z.infer<typeof parts>;
export type PadPart = keyof PadParts;

/** How pads of one kind are played as standard ones. A part that is missing is never pressed. Keys from a later version are ignored. */
export const padMapping = z.object({
  /** As the Gamepad API has it, cut to `PAD_ID_MAX`: name, vendor and product. */
  id: z.string().min(1).max(PAD_ID_MAX),
  parts,
});
export type PadMapping = z.infer<typeof padMapping>;

/** At most one for each kind of pad. */
export const padMappings = z.array(padMapping).max(64);
