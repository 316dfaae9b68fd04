import type { TimedRun } from '../../../main/protocol/demos.ts';
import { countText } from '../../text/figures.ts';
import { clockText } from '../saves/texts.ts';

const TICS_PER_SECOND = 35;

/** A demo's length: "0:43 (1,531 tics)". */
export function lengthText(tics: number): string {
  return `${clockText(tics / TICS_PER_SECOND)} (${countText(tics, 'tic')})`;
}

/** What timing came to on each backend, and whether they all showed the same pictures. */
export function timingText(timings: readonly TimedRun[]): string {
  const runs = timings.map(({ backend, gametics, seconds }) => {
    const realtics = Math.max(1, Math.round(seconds * TICS_PER_SECOND));
    const fps = (gametics * TICS_PER_SECOND) / realtics;
    return `${backend}: ${countText(gametics, 'gametic')} in ${countText(realtics, 'realtic')}, ${Math.round(fps).toLocaleString('en')} frames/s`;
  });
  if (timings.length > 1) {
    const same = new Set(timings.map(({ hash }) => hash)).size === 1;
    runs.push(
      same
        ? 'every picture is the same on them'
        : 'their pictures differ: settings were changed, or one is wrong',
    );
  }
  return runs.join(' · ');
}

/** A share of kills, items or secrets: "12 of 20". */
export function shareText({ got, of }: { readonly got: number; readonly of: number }): string {
  return of === 0 ? 'none' : `${got} of ${of}`;
}
