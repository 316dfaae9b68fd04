import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { WOOF_TIMED_DEMO } from '../../../engine/games/woof/ends.ts';
import { firstLine } from '../problem.ts';
import { lastLine, runProcess } from '../process.ts';
import { type Spread, spreadOf } from '../statistics.ts';
import { woofConfiguration } from './configuration.ts';

/** What frames cost the same source, compiled for this machine. */
export interface MachineCodeResult {
  readonly size: string;
  readonly cpuMsPerFrame?: Spread;
  readonly problem?: string;
}

const SIZES = [
  { size: '320x200', height: 200 },
  { size: '960x600', height: 600 },
];

/** Builds the program, unless that was done, and plays the demo `rounds` times at each size. SDL draws to nowhere. */
export async function measureMachineCode(
  root: string,
  wad: string,
  demo: string,
  rounds: number,
  progress: (text: string) => void,
): Promise<MachineCodeResult[]> {
  const results: MachineCodeResult[] = [];
  for (const { size, height } of SIZES) {
    try {
      const program = await builtProgram(root);
      const samples: number[] = [];
      for (let round = 0; round < rounds; round++) {
        progress(`round ${round + 1} of ${rounds}: woof at ${size} as machine code`);
        samples.push(await play(program, wad, demo, height));
      }
      const cpuMsPerFrame = spreadOf(samples);
      results.push({ size, ...(cpuMsPerFrame && { cpuMsPerFrame }) });
    } catch (error) {
      results.push({ size, problem: firstLine(error) });
    }
  }
  return results;
}

async function builtProgram(root: string): Promise<string> {
  const build = path.join(root, 'build', 'games', 'native-woof.mjs');
  if (!fs.existsSync(build)) throw new Error('this Trapdoom has no sources of Woof! to build from');
  const result = await runProcess(process.execPath, [build]);
  if (result.exitCode !== 0) throw new Error(lastLine(result.stderr) ?? 'Woof! could not be built');
  return result.stdout.trim();
}

/** Milliseconds of CPU time a frame, of the whole run. */
async function play(program: string, wad: string, demo: string, height: number): Promise<number> {
  const home = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-bench-'));
  const config = path.join(home, 'woof.cfg');
  fs.writeFileSync(config, woofConfiguration(height));
  const env = { HOME: home, XDG_DATA_HOME: home, SDL_VIDEODRIVER: 'dummy' };
  const args = ['-config', config, '-iwad', wad, ...WOOF_TIMED_DEMO.args(demo, false)];
  try {
    const { stdout, stderr, cpuSeconds } = await runProcess(program, args, env);
    const lines = `${stdout}\n${stderr}`.split('\n');
    const gametics = lines
      .map((line) => WOOF_TIMED_DEMO.lengthOf(line))
      .find((length) => length !== undefined);
    if (gametics === undefined || cpuSeconds === undefined)
      throw new Error(lastLine(stderr) ?? 'it has timed nothing');
    return (1000 * cpuSeconds) / gametics;
  } finally {
    fs.rmSync(home, { recursive: true, force: true });
  }
}
