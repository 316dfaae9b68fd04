import { open, rm } from 'node:fs/promises';
import path from 'node:path';
import { HOME_DIRECTORY } from '../../engine/games/common/directories.ts';
import { LAUNCHER_FOLDER } from '../../engine/session/game/home.ts';
import { foundFile, namesIn, readBytes, readPlainFile, withFile } from '../homes/contents/files.ts';
import type { LevelRun } from '../protocol/demos.ts';
import { understand } from '../storage/document.ts';
import { makeFolder, PRIVATE_FILE } from '../storage/folders.ts';
import { parseStatdump, STATDUMP_MAX_BYTES } from './statdump.ts';
import { type StoredLevel, storedLevel } from './stored-level.ts';

/** What the game writes after each level, one file a session: when it began, in milliseconds since 1970, and the skill where it is known. */
const DUMP = /^statdump-(\d{13})(?:-s([1-5]))?\.txt$/;
/** The newest runs that are shown. */
const SHOWN_MAX = 1000;
/** As much of the journal is read as these have, and some more, as lines may have been written twice. */
const LINES_MAX = 4 * SHOWN_MAX;
const TAIL_BYTES = 1024 * 1024;

/** Where the game is to write the statistics of a session that begins now. */
export function statdumpArguments(now: Date, skill?: number): string[] {
  const name = `statdump-${now.getTime()}${skill === undefined ? '' : `-s${skill}`}.txt`;
  return ['-statdump', `${HOME_DIRECTORY}/${name}`];
}

/**
 * The levels that were finished in a home: a file that only grows, a line of JSON each. What the game has written is added and flushed
 * before it is removed, so that nothing is lost between, and a line that was cut off by a crash costs only itself.
 */
export class LevelJournal {
  readonly #home: string;

  constructor(home: string) {
    this.#home = home;
  }

  /** Takes over what the game has written, of sessions that are over. Returns how many levels were new. */
  async collect(numbered: boolean): Promise<number> {
    let count = 0;
    for (const name of await this.#dumps()) {
      // The game writes files.
      if ((await foundFile(this.#home, name)) === undefined) continue;
      const runs = await this.#runsOf(name, numbered);
      if (runs.length > 0) await this.#append(runs);
      await rm(path.join(this.#home, name), { force: true });
      count += runs.length;
    }
    return count;
  }

  /** All levels, those of the session that runs included, the newest first. What is not understood is passed over. */
  async list(numbered: boolean): Promise<LevelRun[]> {
    const stored = await this.#newestLines().catch(() => []);
    const lines = stored.map(levelOf).filter((level) => level !== undefined);
    for (const name of await this.#dumps())
      lines.push(...(await this.#runsOf(name, numbered).catch(() => [])));
    const runs = new Map(lines.map(({ key, ...run }) => [key, run]));
    return [...runs.values()].reverse().slice(0, SHOWN_MAX);
  }

  /** As many of the journal's lines as are looked at: it grows forever, and may have come from anywhere. */
  async #newestLines(): Promise<string[]> {
    const bytes = await withFile(this.#file, (handle, size) => {
      const length = Math.min(size, TAIL_BYTES);
      return readBytes(handle, size - length, length);
    });
    // The first may be cut; it is no JSON then.
    return Buffer.from(bytes).toString('utf8').split('\n').filter(Boolean).slice(-LINES_MAX);
  }

  /** What the game has written and nobody has taken over, the oldest first. */
  async #dumps(): Promise<string[]> {
    return (await namesIn(this.#home, (name) => DUMP.test(name))).sort();
  }

  get #file(): string {
    return path.join(this.#home, LAUNCHER_FOLDER, 'levels.jsonl');
  }

  async #runsOf(name: string, numbered: boolean): Promise<StoredLevel[]> {
    const found = await foundFile(this.#home, name);
    if (found === undefined || found.bytes > STATDUMP_MAX_BYTES) return [];
    const text = Buffer.from(await readPlainFile(found.path)).toString('latin1');
    const skill = DUMP.exec(name)?.[2];
    return parseStatdump(text, numbered).map((level, i) => ({
      key: `${name} ${i}`,
      at: found.changed.toISOString(),
      ...level,
      ...(skill === undefined ? {} : { skill: Number(skill) }),
    }));
  }

  async #append(runs: readonly StoredLevel[]): Promise<void> {
    await makeFolder(path.dirname(this.#file));
    const handle = await open(this.#file, 'a', PRIVATE_FILE);
    try {
      // After a crash the last line may have no end.
      await handle.writeFile(`\n${runs.map((run) => JSON.stringify(run)).join('\n')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
  }
}

/** What a line says; undefined where it is not understood. */
function levelOf(text: string): StoredLevel | undefined {
  try {
    const found = understand(storedLevel, JSON.parse(text));
    return 'problem' in found ? undefined : found.value;
  } catch {
    return undefined;
  }
}
