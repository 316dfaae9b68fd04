import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { Engine } from '../../engine/wasm/index.ts';
import { type Budget, timed } from './budget.ts';
import { firstLine } from './problem.ts';
import { lastJson, runProcess } from './process.ts';
import { type Spread, spreadOf } from './statistics.ts';

const sample = z.object({ readyMs: z.number(), codeMs: z.number().optional() });

/** How fast a backend takes in the game's module, each time in a new process. */
export interface CompileResult {
  readonly backend: string;
  readonly moduleBytes: number;
  /** Megabytes (10^6 bytes) of module a second, read, validated and prepared until it can be instantiated. */
  readonly ready?: Spread;
  /** The same, and the code of every function generated as well; absent where the backend keeps that to itself. */
  readonly whole?: Spread;
  readonly problem?: string;
}

/** `reserve`: seconds of the budget that are kept for what comes after. */
export async function measureCompiling(
  root: string,
  module: string,
  rounds: number,
  budget: Budget,
  reserve: number,
): Promise<CompileResult[]> {
  const entry = path.join(root, 'dist', 'tools', 'bench-compile.js');
  const moduleBytes = fs.statSync(module).size;
  const samples = new Map<string, z.infer<typeof sample>[]>(Engine.backends.map((name) => [name, []]));
  const problems = new Map<string, string>();
  const measure = async () => {
    for (const [backend, taken] of samples) {
      const args = [entry, '--module', module, '--backend', backend];
      try {
        taken.push(sample.parse(lastJson(await runProcess(process.execPath, args))));
      } catch (error) {
        problems.set(backend, firstLine(error));
      }
    }
  };
  let longest = 0;
  for (let round = 0; round < rounds; round++) {
    if (budget.fits(longest + reserve, `round ${round + 1} of ${rounds} of compiling`))
      longest = Math.max(longest, await timed(measure));
  }
  const speed = (milliseconds: number) => moduleBytes / 1e3 / milliseconds;
  return [...samples].map(([backend, taken]) => {
    const ready = spreadOf(taken.map(({ readyMs }) => speed(readyMs)));
    const whole = spreadOf(
      taken.flatMap(({ readyMs, codeMs }) => (codeMs === undefined ? [] : speed(readyMs + codeMs))),
    );
    const problem = problems.get(backend);
    return {
      backend,
      moduleBytes,
      ...(ready && { ready }),
      ...(whole && { whole }),
      ...(problem !== undefined && { problem }),
    };
  });
}
