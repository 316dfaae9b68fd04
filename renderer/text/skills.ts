/** What Doom's menu calls its skills. */
export const SKILLS = [
  'I’m too young to die',
  'Hey, not too rough',
  'Hurt me plenty',
  'Ultra-Violence',
  'Nightmare!',
] as const;
