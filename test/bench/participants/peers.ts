import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { packageVersion } from '../machine.ts';
import { lastJson, runProcess } from '../process.ts';
import type { Participant } from './participant.ts';
import { sampleFrom } from './trapdoom.ts';

/** Other engines in JavaScript, with the same module, the same hosts and the same Node. */
export function peers(root: string, module: string): Participant[] {
  const entry = path.join(root, 'dist', 'tools', 'bench-peer.js');
  const play = async (peer: string, args: readonly string[], wad: string, demo: string) =>
    sampleFrom(
      await runProcess(process.execPath, [
        entry,
        ...['--peer', peer, '--module', module, '--wad', wad, '--demo', demo],
        ...args,
      ]),
    );
  const binaryen = packageVersion(root, 'binaryen');
  const translation = path.join(root, '.cache', 'bench', `wasm2js-${binaryen}-${digest(module)}.mjs`);
  return [
    {
      name: 'polywasm',
      what: `polywasm ${packageVersion(root, 'polywasm')}, wasm to JavaScript at run time, without traps`,
      play: (wad, demo) => play('polywasm', [], wad, demo),
    },
    {
      name: 'wasm2js',
      what: `binaryen ${binaryen}, wasm2js -O3, wasm to JavaScript ahead of time, without traps`,
      prepare: () => translate(root, module, translation),
      play: (wad, demo) => play('wasm2js', ['--translation', translation], wad, demo),
    },
  ];
}

/** Has wasm2js translate the module, unless it has; the answer tells how long that took. */
async function translate(root: string, module: string, to: string): Promise<string | undefined> {
  if (fs.existsSync(to)) return undefined;
  fs.mkdirSync(path.dirname(to), { recursive: true });
  const program = path.join(root, 'node_modules', 'binaryen', 'bin', 'wasm2js');
  const unfinished = `${to}.${process.pid}`;
  try {
    const result = await runProcess(process.execPath, [program, '-O3', module, '-o', unfinished]);
    if (result.exitCode !== 0) lastJson(result);
    fs.renameSync(unfinished, to);
    return `wasm2js translated the module in ${result.seconds.toFixed(1)} s`;
  } finally {
    fs.rmSync(unfinished, { force: true });
  }
}

function digest(file: string): string {
  return createHash('sha256').update(fs.readFileSync(file)).digest('hex').slice(0, 16);
}
