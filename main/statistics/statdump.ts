import type { LevelRun } from '../protocol/demos.ts';

/** As many levels as the game remembers of one session. */
const LEVELS_MAX = 32;
/** A session's file has 300 bytes a level. */
export const STATDUMP_MAX_BYTES = 64 * 1024;

const BANNER = /^=+$/;
const LEVEL = /^(?:E(\d)M(\d+)(?: \/ MAP\d+)?|MAP(\d+))$/;
const TIME = /^Time: (\d+):(\d\d) \(par: (\d+):(\d\d)\)$/;
const SHARE = /^\t(Kills|Items|Secrets): (?:0|(-?\d+) \/ (\d+) \(-?\d+%\))$/;

export type Level = Omit<LevelRun, 'at' | 'skill'>;

/**
 * Reads what the game writes for `-statdump`: for each finished level a banner with its name, the time, and each player's
 * kills, items and secrets, in the format of statdump.exe. Of several players the first counts. A level that is not whole, or has
 * figures that cannot be (the game counts its seconds in 16 bits), is left out.
 *
 * @param numbered whether the game's maps are called MAP01: the game itself guesses from par times, and says both where it cannot
 */
export function parseStatdump(text: string, numbered: boolean): Level[] {
  const lines = text.split('\n').map((line) => line.replace(/\r$/, ''));
  const levels: Level[] = [];
  for (let i = 0; i + 2 < lines.length && levels.length < LEVELS_MAX; i++) {
    const name = BANNER.test(lines[i]!) && BANNER.test(lines[i + 2]!) && LEVEL.exec(lines[i + 1]!);
    if (!name) continue;
    let end = i + 3;
    while (end < lines.length && !BANNER.test(lines[end]!)) end++;
    const level = readLevel(lines.slice(i + 3, end));
    const map = mapName(name, numbered);
    if (level !== undefined && map.length <= 8) levels.push({ map, ...level });
    i += 2;
  }
  return levels;
}

/** The map of a banner, as the game that was played calls it: a patch that changes par times has the guess be the other game's. */
function mapName([, episode = '1', inEpisode, numbered]: RegExpExecArray, maps: boolean): string {
  const number = Number(inEpisode ?? numbered);
  return maps ? `MAP${String(number).padStart(2, '0')}` : `E${episode}M${number}`;
}

function readLevel(lines: readonly string[]): Omit<Level, 'map'> | undefined {
  const time = lines.map((line) => TIME.exec(line)).find((match) => match !== null);
  const player = lines.findIndex((line) => /^Player \d \(/.test(line));
  if (time == null || player < 0) return undefined;
  const [, minutes, seconds, parMinutes, parSeconds] = time.map(Number);
  const [kills, items, secrets] = ['Kills', 'Items', 'Secrets'].map((what, i) =>
    readShare(lines[player + 1 + i] ?? '', what),
  );
  if (kills === undefined || items === undefined || secrets === undefined) return undefined;
  return {
    seconds: minutes! * 60 + seconds!,
    parSeconds: parMinutes! * 60 + parSeconds!,
    kills,
    items,
    secrets,
  };
}

function readShare(line: string, what: string): Level['kills'] | undefined {
  const match = SHARE.exec(line);
  if (match === null || match[1] !== what) return undefined;
  const [got, of] = [Number(match[2] ?? 0), Number(match[3] ?? 0)];
  return got < 0 || got > 100_000 || of > 100_000 ? undefined : { got, of };
}
