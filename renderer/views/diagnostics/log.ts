import type { LogLine } from '../../../engine/session/protocol.ts';

/** As many as the launcher keeps. */
const KEPT = 10_000;

/** The log with newer lines at its end, and the oldest gone where there are too many. */
export function appended(log: readonly LogLine[], lines: readonly LogLine[]): readonly LogLine[] {
  return [...log, ...lines].slice(-KEPT);
}

/** "12.345 s": when a line was written, since the session began. */
export function timeText({ time }: Pick<LogLine, 'time'>): string {
  return `${(time / 1000).toFixed(3)} s`;
}
