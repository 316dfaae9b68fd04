import type { EngineSoak } from './engine.ts';
import { growth, MOST_GROWTH, SETTLING_MINUTES, type Series } from './growth.ts';
import type { WindowSoak } from './window.ts';

/** What went wrong in a soak, in sentences; nothing if all was well. */
export function engineProblems(soak: EngineSoak, minutes: number, settling = SETTLING_MINUTES): string[] {
  const short = soak.minutes < minutes ? [`it ended after ${soak.minutes} of ${minutes} minutes`] : [];
  // What is outside the heaps counts as resident: a game's memory reserves more than it uses, in steps.
  const { rss, heap } = soak;
  return [...soak.complaints, ...short, ...grown({ rss, heap }, settling)];
}

/** The same of playing in the window. Gaps in the sound are reported, to be judged by someone who knows how busy the machine was. */
export function windowProblems(soak: WindowSoak, settling = SETTLING_MINUTES): string[] {
  const { engine, launcher, page } = soak;
  const slow = soak.framesPerSecond < 20 ? [`${soak.framesPerSecond.toFixed(1)} frames a second`] : [];
  return [...soak.complaints, ...slow, ...grown({ engine, launcher, page }, settling)];
}

function grown(series: Readonly<Record<string, Series>>, settling: number): string[] {
  return Object.entries(series).flatMap(([name, values]) => {
    const part = growth(values, settling);
    if (part === undefined || part <= MOST_GROWTH) return [];
    return [`${name} grew by ${(part * 100).toFixed(1)} % after ${settling} minutes`];
  });
}

/** Columns of figures by the minute: every minute up to ten, then every fifth. */
export function table(columns: Readonly<Record<string, Series>>): string {
  const names = Object.keys(columns);
  const length = Math.max(0, ...Object.values(columns).map((values) => values.length));
  const rows = Array.from({ length }, (_, i) => i)
    .filter((i) => i < 10 || (i + 1) % 5 === 0 || i === length - 1)
    .map((i) => [String(i + 1), ...names.map((name) => columns[name]![i]?.toFixed(1) ?? '')]);
  return [['minute', ...names], ...rows]
    .map((row) => row.map((cell) => cell.padStart(14)).join(''))
    .join('\n');
}
