import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { FrameClock } from '../../engine/session/clock.ts';
import { FRAMES_PER_SECOND } from '../../engine/session/pace.ts';
import type { SessionConfig, SessionEnd } from '../../engine/session/protocol.ts';
import { GameSession } from '../../engine/session/session.ts';

export interface GameRun {
  readonly config: Omit<SessionConfig, 'home'>;
  /** After how many frames it is stopped. */
  readonly frames: number;
  readonly line: (stream: 'stdout' | 'stderr', text: string) => void;
}

/** Runs a game without window, input and real time, in a home that is thrown away. The end is undefined if it ran for all frames. */
export async function runGame(run: GameRun): Promise<{ end: SessionEnd | undefined; frames: number }> {
  const home = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-run-'));
  const clock = new FrameClock();
  let frames = 0;
  const session = new GameSession(
    { ...run.config, home },
    {
      clock,
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => [],
      frame: () => frames++,
      title: () => {},
      log: (stream, text) => run.line(stream === 'stdout' ? 'stdout' : 'stderr', text),
    },
  );
  try {
    if (session.load()) session.start();
    for (let i = 1; session.end === undefined && i < run.frames; i++) {
      clock.set((i * 1000) / FRAMES_PER_SECOND);
      session.frame();
    }
    const { end } = session;
    if (end === undefined) session.stop();
    return { end, frames };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}
