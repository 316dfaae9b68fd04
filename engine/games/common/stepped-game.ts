import type { DoomHost, DoomPlatform } from '../../host/doom/platform.ts';
import type { HostKit, LaunchRequest, OpenGame } from '../game-adapter.ts';
import { Rhythm, YieldingClock } from './rhythm.ts';

/**
 * A game that is called for each of its frames, by a loop that stands here. Frames that it presents in between, such as those of Doom's
 * melting screen, are shown as they come. `hostOf` makes its host.
 */
export function steppedGame(kit: HostKit, hostOf: (platform: DoomPlatform) => DoomHost): OpenGame {
  const clock = new YieldingClock(kit.clock);
  const host = hostOf({
    now: () => clock.now(),
    present: (frame) => kit.present(frame),
    line: (stream, text) => kit.line(stream, text),
    log: (text) => kit.log(text),
  });
  return {
    hosts: [host],
    run: () => {
      host.start();
      const rhythm = new Rhythm(clock, host.framesPerSecond);
      for (;;) {
        for (const event of kit.pump()) host.dispatch(event);
        host.step();
        rhythm.wait();
      }
    },
  };
}

/** Logs the files that a game which neither merges WADs nor reads patches leaves out. */
export function logUnplayed(kit: HostKit, abi: string, { merge = [], patches = [] }: LaunchRequest): void {
  const left = [...merge, ...patches];
  if (left.length > 0)
    kit.log(`Not played, because ${abi} neither merges WADs nor reads patches: ${left.join(', ')}.`);
}
