import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { timedGametics } from '../../../engine/games/common/doom-rules.ts';
import { runProcess } from '../process.ts';
import { type DemoSample, type Participant, usageOf } from './participant.ts';

/** Debian puts games where root's PATH does not look. */
const PROGRAMS = ['/usr/games/chocolate-doom', '/usr/bin/chocolate-doom', '/usr/local/bin/chocolate-doom'];
/** Doom counts time in tics (`I_GetTime`). */
const TICS_PER_SECOND = 35;

export const CHOCOLATE_MISSING =
  'Debian’s chocolate-doom is not installed: apt-get install --no-install-recommends chocolate-doom';

/** The same program, compiled by Debian for this processor: what the hardware can do. SDL draws to nowhere, at the game's own size. */
export const chocolateDoom: Participant = {
  name: 'machine code',
  what: 'Debian’s chocolate-doom, by its own clock, which starts with the demo and counts 1/35 s',
  async prepare() {
    program();
    return undefined;
  },
  async play(wad, demo): Promise<DemoSample> {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-bench-'));
    const env = { HOME: home, XDG_DATA_HOME: '', XDG_CONFIG_HOME: '', SDL_VIDEODRIVER: 'dummy' };
    const args = ['-iwad', wad, '-nosound', '-nogui', '-geometry', '320x200w', '-timedemo', demo];
    try {
      // It reports as an error, with exit status 255.
      const result = await runProcess(program(), args, env);
      return { ...parseTimed(`${result.stdout}\n${result.stderr}`), ...usageOf(result) };
    } finally {
      fs.rmSync(home, { recursive: true, force: true });
    }
  },
};

function program(): string {
  const found = PROGRAMS.find((file) => fs.existsSync(file));
  if (found === undefined) throw new Error(CHOCOLATE_MISSING);
  return found;
}

/** `timed 1531 gametics in 67 realtics (799.776123 fps)`. It draws one frame a tic. Throws with its last words if there is none. */
export function parseTimed(said: string): DemoSample {
  const realtics = /^timed \d+ gametics in (\d+) realtics/m.exec(said)?.[1];
  const gametics = timedGametics(said);
  if (gametics === undefined || realtics === undefined)
    throw new Error(said.trim().split('\n').at(-1) || 'chocolate-doom said nothing');
  return { gametics, frames: gametics, seconds: Number(realtics) / TICS_PER_SECOND };
}
