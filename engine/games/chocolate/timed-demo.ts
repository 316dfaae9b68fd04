import { TICS_PER_SECOND, timedGametics } from '../common/doom-rules.ts';
import type { TimedRunRules } from '../game-adapter.ts';

/** Chocolate Doom's `-timedemo`. */
export const TIMED_DEMO: TimedRunRules = {
  args: (demo, sound) => [...(sound ? [] : ['-nosound']), '-timedemo', demo],
  lengthOf: timedGametics,
  report: (gametics, seconds) => {
    const realtics = Math.max(1, Math.round(seconds * TICS_PER_SECOND));
    const speed = ((gametics * TICS_PER_SECOND) / realtics).toFixed(1);
    return `timed ${gametics} gametics in ${realtics} realtics (${speed} fps)`;
  },
};
