import { spawn } from 'node:child_process';
import { temporaryFolder } from '../e2e/launcher.ts';
import { openWindow } from '../e2e/window.ts';
import { firstLine } from './problem.ts';
import { type Spread, spreadOf } from './statistics.ts';

/** How long `npm start` takes to the window's first paint with everything built: see `measureStart`. */
export interface StartResult {
  /** From starting npm to the launcher's address, in milliseconds. */
  readonly addressMs?: Spread;
  /** From starting npm to the first image with content in a Chromium that was started for it. */
  readonly paintMs?: Spread;
  readonly problem?: string;
}

/** Starts the launcher `times` times, as `npm start` does, the window in a headless Chromium. The first start, of a new player, does not count. */
export async function measureStart(root: string, times: number): Promise<StartResult> {
  const folder = temporaryFolder();
  const samples: { address: number; paint: number }[] = [];
  try {
    for (let i = 0; i <= times; i++) {
      const sample = await startOnce(root, folder.path);
      if (i > 0) samples.push(sample);
    }
  } catch (error) {
    return { problem: firstLine(error) };
  } finally {
    folder.remove();
  }
  return {
    addressMs: spreadOf(samples.map(({ address }) => address))!,
    paintMs: spreadOf(samples.map(({ paint }) => paint))!,
  };
}

async function startOnce(root: string, userData: string): Promise<{ address: number; paint: number }> {
  const began = Date.now();
  // A process group of its own, so that npm's children end with it.
  const npm = spawn('npm', ['start', '--', '--shell=headless', `--user-data=${userData}`], {
    cwd: root,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const gone = new Promise((resolve) => npm.once('close', resolve));
  try {
    const url = await new Promise<string>((resolve, reject) => {
      let printed = '';
      const give = (chunk: Buffer) => {
        printed += chunk;
        const address = /http:\S+/.exec(printed)?.[0];
        if (address !== undefined) resolve(address);
      };
      npm.stdout.on('data', give);
      npm.stderr.on('data', give);
      npm.once('error', reject);
      npm.once('exit', () => reject(new Error(`npm start gave no address: ${printed.trim()}`)));
    });
    const address = Date.now() - began;
    const window = await openWindow(url);
    try {
      const painted = await window.page.evaluate(firstPaint);
      return { address, paint: painted - began };
    } finally {
      await window.close();
    }
  } finally {
    if (npm.pid !== undefined && npm.exitCode === null) process.kill(-npm.pid, 'SIGINT');
    await gone;
  }
}

/** Runs in the page: when content was first painted, in milliseconds since 1970. */
function firstPaint(): Promise<number> {
  return new Promise((resolve) => {
    new PerformanceObserver((list) => {
      const [entry] = list.getEntriesByName('first-contentful-paint');
      if (entry !== undefined) resolve(performance.timeOrigin + entry.startTime);
    }).observe({ type: 'paint', buffered: true } as never);
  });
}
