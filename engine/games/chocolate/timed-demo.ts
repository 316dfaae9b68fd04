import { timedGametics } from '../common/doom-rules.ts';
import type { TimedRunRules } from '../game-adapter.ts';

/** Chocolate Doom's `-timedemo`. */
export const TIMED_DEMO: TimedRunRules = {
  args: (demo, sound) => [...(sound ? [] : ['-nosound']), '-timedemo', demo],
  lengthOf: timedGametics,
};
