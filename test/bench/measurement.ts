import { execFileSync } from 'node:child_process';
import { programVersion } from '../../main/paths.ts';
import type { Machine } from './machine.ts';

/** When, where and of what a report is. */
export interface Measurement {
  /** ISO 8601. */
  readonly date: string;
  readonly machine: Machine;
  /** Of the program measured: package.json's version and the commit, with `+` where files differ from it. */
  readonly version: string;
  /** Load averages over a minute, before and after. */
  readonly load: readonly [before: number, after: number];
}

const BUSY =
  ': the machine was busy with other work. Of times by the clock only the ratios within rounds then mean much, and those of CPU time more';

/** The same in words. */
export function measuredText({ date, machine, version, load }: Measurement): string {
  const busy = Math.max(...load) > machine.cores;
  return [
    `Measured ${date.slice(0, 16).replace('T', ' ')} UTC, Trapdoom ${version}, Node ${machine.node} (V8 ${machine.v8}),`,
    `${machine.system}, ${machine.cores} cores of ${machine.processor}, ${machine.memoryGiB} GiB.`,
    `Load average ${load[0].toFixed(1)} before and ${load[1].toFixed(1)} after${busy ? BUSY : ''}.`,
    'Figures are medians; in brackets the least and the greatest.',
  ].join('\n');
}

/** The program's version, and the commit of its checkout. */
export function measuredVersion(root: string): string {
  return `${programVersion(root)}${commit(root)}`;
}

/** ` (1a2b3c4)`, with a `+` where files differ from that commit; nothing outside a git checkout. */
function commit(root: string): string {
  try {
    const git = (...args: string[]) =>
      execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
    const changed = git('status', '--porcelain', '--untracked-files=no', '--', 'engine', 'main', 'renderer');
    return ` (${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : '+'})`;
  } catch {
    return '';
  }
}
