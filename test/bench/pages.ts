import { RunningLauncher, temporaryFolder } from '../e2e/launcher.ts';
import { goTo, openWindow, pressPlay } from '../e2e/window.ts';
import { type Budget, timed } from './budget.ts';
import { firstLine } from './problem.ts';

/** What a page of a real Chromium showed of the game on one backend. */
export interface PageResult {
  readonly backend: string;
  /** Refreshes of the page a second that brought a new frame of the game. */
  readonly framesPerSecond?: number;
  /** All refreshes of the page a second: what the browser manages on this machine, which bounds the frames. */
  readonly refreshesPerSecond?: number;
  /** The longest time between two of them, in milliseconds. */
  readonly longestGapMs?: number;
  readonly seconds: number;
  /** Chromium's version. */
  readonly browser?: string;
  readonly problem?: string;
}

/** Freedoom shows its title for five seconds; then it plays a demo by itself, which is what is measured. */
const TITLE_MS = 6500;
/** What the launcher and the browser take to start and end, about. */
const AROUND_SECONDS = 5;

export interface PageOptions {
  /** Of each backend. */
  readonly seconds: number;
  readonly backends: readonly string[];
  readonly budget: Budget;
  /** Seconds of the budget that are kept for what comes after. */
  readonly reserve: number;
  readonly progress: (text: string) => void;
}

/** Plays in the window as a person would, for `seconds` on each backend. */
export async function measurePages(options: PageOptions): Promise<PageResult[]> {
  const { seconds, backends, budget, reserve, progress } = options;
  const results: PageResult[] = [];
  let longest = TITLE_MS / 1000 + seconds + AROUND_SECONDS;
  for (const backend of backends) {
    if (!budget.fits(longest + reserve, `the window on ${backend}`)) continue;
    progress(`${seconds} s in the window on ${backend}`);
    const took = await timed(async () => {
      try {
        results.push({ backend, seconds, ...(await measurePage(backend, seconds)) });
      } catch (error) {
        results.push({ backend, seconds, problem: firstLine(error) });
      }
    });
    longest = Math.max(longest, took);
  }
  return results;
}

async function measurePage(backend: string, seconds: number) {
  const folder = temporaryFolder();
  const launcher = await RunningLauncher.start(folder.path);
  try {
    const window = await openWindow(launcher.url);
    try {
      const { page } = window;
      await goTo(page, 'Settings');
      await page.locator(`label[for$="-${backend}"]`).click();
      await pressPlay(page);
      await page.waitForTimeout(TITLE_MS);
      const { pictures, refreshes } = await page.evaluate<Watched>(`(${WATCH})(${seconds * 1000})`);
      const browser = page.context().browser()?.version();
      return {
        ...paceOf(pictures, seconds),
        refreshesPerSecond: refreshes / seconds,
        ...(browser !== undefined && { browser }),
      };
    } finally {
      await window.close();
    }
  } finally {
    await launcher.stop();
    folder.remove();
  }
}

/** What was seen from within the page. Times are the page's own, in milliseconds. */
interface Watched {
  /** When it showed a new frame of the game. */
  readonly pictures: readonly number[];
  /** How often it was refreshed at all. */
  readonly refreshes: number;
}

/** Runs in the page, whose types this program does not know. The canvas reports how many frames it has shown. */
const WATCH = `(milliseconds) => new Promise((resolve) => {
  const pictures = [];
  let refreshes = 0;
  const observer = new MutationObserver(() => pictures.push(performance.now()));
  observer.observe(document.querySelector('canvas.picture'), { attributeFilter: ['data-frames'] });
  const ends = performance.now() + milliseconds;
  const refresh = () => {
    refreshes++;
    if (performance.now() < ends) return requestAnimationFrame(refresh);
    observer.disconnect();
    resolve({ pictures, refreshes });
  };
  requestAnimationFrame(refresh);
})`;

/** Frames a second and the longest gap; undefined where no two frames came. */
export function paceOf(times: readonly number[], seconds: number) {
  if (times.length < 2) throw new Error(`the page showed ${times.length} pictures in ${seconds} s`);
  const gaps = times.slice(1).map((time, i) => time - times[i]!);
  const span = times.at(-1)! - times[0]!;
  return { framesPerSecond: (gaps.length / span) * 1000, longestGapMs: Math.max(...gaps) };
}
