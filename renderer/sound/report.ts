import type { SoundPlayback } from '../../engine/session/protocol.ts';
import type { RingStats } from './ring.ts';

/** What is heard, and how well. */
export interface SpeakerReport extends RingStats {
  readonly playback: SoundPlayback;
  /** From a key to its sound, of each of the newest keys, oldest first, in milliseconds. */
  readonly latencies: readonly number[];
  /** When sound was last heard after silence, by the page's clock, in milliseconds. */
  readonly onset: number | undefined;
}
