import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import type { Page } from 'playwright-core';
import type { BackendName } from '../../engine/session/protocol.ts';
import { RunningLauncher, temporaryFolder } from '../e2e/launcher.ts';
import { soundFigures } from '../e2e/sound-figures.ts';
import { goTo, openWindow, pressPlay } from '../e2e/window.ts';
import { type Hands, Script } from './script.ts';

/** What playing in the window, in real time, came to. Memory in MiB, once a minute. */
export interface WindowSoak {
  readonly backend: BackendName;
  readonly minutes: number;
  readonly framesPerSecond: number;
  /** Gaps in the sound after the game had started, and the longest one in milliseconds. */
  readonly underruns: number;
  /** In which scenes the sound broke off, and how often. */
  readonly gaps: Readonly<Record<string, number>>;
  readonly longestGapMs: number;
  /** How much faster than the device's the game's clock was, in millionths: mean and greatest of what was corrected. */
  readonly driftPpm: number;
  readonly worstDriftPpm: number;
  /** From a key to its sound, of the last keys, in milliseconds: median and worst. */
  readonly latencyMs: { readonly median: number; readonly worst: number } | undefined;
  /** From the SDL event to the sound, the median of the newest keys, minute by minute. */
  readonly fromEventMs: readonly number[];
  readonly scenes: Readonly<Record<string, number>>;
  readonly engine: readonly number[];
  readonly launcher: readonly number[];
  /** The page's heap, after collecting garbage. */
  readonly page: readonly number[];
  readonly complaints: readonly string[];
}

class Over extends Error {}

/** A browser takes so long to start its device and find its pace, in seconds. */
const STARTING = 10;
const LOOK_SECONDS = 1;

/** Plays Freedoom in a headless Chromium, by the same script as in `engine.ts`, for so many minutes of the clock. */
export async function soakWindow(
  backend: BackendName,
  minutes: number,
  seed: number,
  progress: (text: string) => void,
): Promise<WindowSoak> {
  const folder = temporaryFolder();
  const launcher = await RunningLauncher.start(folder.path);
  const window = await openWindow(launcher.url);
  const { page, complaints } = window;
  try {
    await goTo(page, 'Settings');
    await page.locator(`label[for$="-${backend}"]`).click();
    await pressPlay(page);
    let over = false;
    const hands: Hands = {
      down: (code) => page.keyboard.down(code),
      up: (code) => page.keyboard.up(code),
      wait: async (seconds) => {
        await page.waitForTimeout(seconds * 1000);
        if (over) throw new Over();
      },
    };
    const script = new Script(hands, seed);
    const playing = script.play().catch((error: unknown) => {
      if (!(error instanceof Over)) throw error;
    });
    await page.waitForTimeout(STARTING * 1000);
    const first = { ...(await figures(page)), at: performance.now() };
    const memory = { engine: [] as number[], launcher: [] as number[], page: [] as number[] };
    const tempos: number[] = [];
    const fromEventMs: number[] = [];
    const gaps: Record<string, number> = {};
    let underruns = first.sound?.underruns ?? 0;
    for (let minute = 1; minute <= minutes; minute++) {
      const end = first.at + minute * 60_000;
      let fromEvent = Number.NaN;
      while (performance.now() < end) {
        await page.waitForTimeout(Math.max(100, Math.min(LOOK_SECONDS * 1000, end - performance.now())));
        const { sound } = await figures(page);
        if (sound === undefined) continue;
        tempos.push(sound.ratio);
        fromEvent = sound.playback.latency?.fromEventMs ?? Number.NaN;
        if (sound.underruns > underruns)
          gaps[script.scene] = (gaps[script.scene] ?? 0) + sound.underruns - underruns;
        underruns = sound.underruns;
      }
      memory.engine.push(residentMiB(launcher.enginePid));
      memory.launcher.push(residentMiB(launcher.pid));
      memory.page.push(await heapMiB(page));
      fromEventMs.push(fromEvent);
      progress(`${backend}, in the window: minute ${minute} of ${minutes}`);
    }
    const last = { ...(await figures(page)), at: performance.now() };
    over = true;
    await playing;
    const drifts = tempos.map((tempo) => (tempo - 1) * 1e6);
    const latency = last.sound?.playback.latency;
    return {
      backend,
      minutes,
      framesPerSecond: ((last.frames - first.frames) * 1000) / (last.at - first.at),
      underruns: (last.sound?.underruns ?? 0) - (first.sound?.underruns ?? 0),
      gaps,
      longestGapMs: last.sound?.longestGapMs ?? 0,
      driftPpm: Math.round(drifts.reduce((sum, drift) => sum + drift, 0) / Math.max(1, drifts.length)),
      worstDriftPpm: Math.round(Math.max(0, ...drifts.map(Math.abs))),
      latencyMs: latency && { median: latency.medianMs, worst: latency.worstMs },
      fromEventMs,
      scenes: script.scenes,
      ...memory,
      complaints: last.sound === undefined ? [...complaints, 'there was no sound'] : complaints,
    };
  } finally {
    await window.close();
    await launcher.stop();
    folder.remove();
  }
}

async function figures(page: Page) {
  const sound = await soundFigures(page);
  const frames = Number((await page.locator('canvas.picture').getAttribute('data-frames')) ?? 0);
  return { frames, sound };
}

async function heapMiB(page: Page): Promise<number> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  await devtools.detach();
  return usedSize / 1024 / 1024;
}

/** Resident memory of a process in MiB. */
function residentMiB(pid: number): number {
  if (fs.existsSync(`/proc/${pid}/status`)) {
    const match = /^VmRSS:\s*(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
    return Number(match?.[1] ?? 0) / 1024;
  }
  return Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024;
}
