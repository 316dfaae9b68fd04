import type { PadPart } from '../../../../main/protocol/pads.ts';

/** One thing that the player is asked to press. */
export interface Step {
  readonly part: PadPart;
  /** What is asked for. */
  readonly prompt: string;
  /** The part in a list. */
  readonly label: string;
  /** It is a stick: buttons do not count. */
  readonly stick?: boolean;
}

/** In the order they are asked for: what games need comes first, so that the player can stop early. */
export const STEPS: readonly Step[] = [
  { part: 'a', prompt: 'Press the button for A: use, open', label: 'A' },
  { part: 'b', prompt: 'Press the button for B: cancel, back', label: 'B' },
  { part: 'up', prompt: 'Press up on the cross', label: 'Up' },
  { part: 'down', prompt: 'Press down on the cross', label: 'Down' },
  { part: 'left', prompt: 'Press left on the cross', label: 'Left' },
  { part: 'right', prompt: 'Press right on the cross', label: 'Right' },
  {
    part: 'leftStickUp',
    prompt: 'Push the left stick up, and let it go',
    label: 'Left stick up',
    stick: true,
  },
  {
    part: 'leftStickRight',
    prompt: 'Push the left stick to the right, and let it go',
    label: 'Left stick right',
    stick: true,
  },
  {
    part: 'rightStickRight',
    prompt: 'Push the right stick to the right, and let it go',
    label: 'Right stick right',
    stick: true,
  },
  { part: 'rightTrigger', prompt: 'Press the right trigger: fire', label: 'Right trigger' },
  { part: 'start', prompt: 'Press Start: the game’s menu', label: 'Start' },
  { part: 'back', prompt: 'Press Back or Select: the map', label: 'Back' },
  { part: 'x', prompt: 'Press the button for X', label: 'X' },
  { part: 'y', prompt: 'Press the button for Y', label: 'Y' },
  { part: 'leftShoulder', prompt: 'Press the left shoulder button', label: 'Left shoulder' },
  { part: 'rightShoulder', prompt: 'Press the right shoulder button', label: 'Right shoulder' },
  { part: 'leftTrigger', prompt: 'Press the left trigger', label: 'Left trigger' },
  {
    part: 'rightStickUp',
    prompt: 'Push the right stick up, and let it go',
    label: 'Right stick up',
    stick: true,
  },
];

export function labelOf(part: PadPart): string {
  return STEPS.find((step) => step.part === part)?.label ?? part;
}
