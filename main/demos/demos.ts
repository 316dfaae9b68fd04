import { rm } from 'node:fs/promises';
import path from 'node:path';
import { HOME_DIRECTORY } from '../../engine/games/common/directories.ts';
import type { SourcePort } from '../../engine/games/source-ports.ts';
import type { SessionEnd } from '../../engine/session/protocol.ts';
import { checkFolder, FILE_MAX, isTaken, writeNew } from '../homes/contents/files.ts';
import { DEMOS_FOLDER } from '../homes/contents/kinds.ts';
import { HomeFolder } from '../homes/folder.ts';
import { parseDemo } from '../library/files/lmp.ts';
import { lumpDemo, lumpDemos, lumpDemoVersions, versionsOf } from '../library/files/lump-demos.ts';
import type { Demo, DemoPlace } from '../protocol/demos.ts';
import type { LibraryEntry, SessionStart } from '../protocol/launcher.ts';
import { Refusal } from '../protocol/refusal.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { makeFolder } from '../storage/folders.ts';
import type { Tell } from '../storage/json-store.ts';
import { demoFile, demoName } from './recording.ts';
import { demoFiles } from './shelf.ts';
import { Timings } from './timings.ts';
import { warpArguments } from './warp.ts';

type RecordStart = Extract<SessionStart, { kind: 'record' }>;
type DemoStart = Extract<SessionStart, { kind: 'demo' }>;

/** KiB that a recording may take: two hours. Without this, the game ends it after a quarter of an hour. */
const MAX_DEMO_KIB = 1024;
/** The demo that is played, for the game: it becomes a lump of this name, which must be none that means something. */
const PLAYED = 'trapdemo';

/** The demos of one home: those that were recorded or imported there, and those of its WADs. */
export class HomeDemos {
  readonly #home: string;
  readonly #folder: HomeFolder;
  readonly #port: SourcePort;
  readonly #timings: Timings;

  /** `home` need not be there yet; `port` plays in it. `tell` receives that its timings could not be read as they were. */
  constructor(home: string, port: SourcePort, tell?: Tell) {
    this.#home = home;
    this.#port = port;
    this.#folder = new HomeFolder(home);
    this.#timings = new Timings(home, tell);
  }

  /** All demos (`wads`: the IWAD first): files, the newest first, then those in the WADs. What cannot be read is passed over. */
  async list(wads: readonly LibraryEntry[], numbered: boolean): Promise<Demo[]> {
    const files = await demoFiles(this.#home, numbered, await versionsOf(wads[0], this.#port)).catch(
      () => [],
    );
    const lumps = await lumpDemos(wads, numbered, this.#port);
    const timings = await this.#timings.load();
    return [...files, ...lumps].map((demo) => ({ ...demo, timings: timings.of(demo) }));
  }

  /** Throws a Refusal where demos cannot be kept. The game does not say that it could not write one. */
  checkRecording(): Promise<void> {
    return checkFolder(path.join(this.#home, DEMOS_FOLDER));
  }

  /** Makes ready to record; the answer is what the game is told. */
  async record({ name, map, skill, longtics }: RecordStart): Promise<string[]> {
    await this.checkRecording();
    await makeFolder(path.join(this.#home, DEMOS_FOLDER));
    const clean = demoName(name);
    let count = 1;
    while (await isTaken(path.join(this.#home, demoFile(clean, count)))) count++;
    const file = `${HOME_DIRECTORY}/${demoFile(clean, count).replace(/\.lmp$/, '')}`;
    const precise = longtics ? ['-longtics'] : [];
    const size = ['-maxdemo', String(MAX_DEMO_KIB)];
    return [...warpArguments(map), '-skill', String(skill), ...precise, ...size, '-record', file];
  }

  /** A demo's bytes. Throws a Refusal where it is not there or cannot be played. */
  async playable(place: DemoPlace, wads: readonly LibraryEntry[], numbered: boolean): Promise<Uint8Array> {
    const bytes =
      place.kind === 'lump' ? await lumpDemo(wads, place.lump) : await this.#folder.read(place.file, 'demo');
    const versions = place.kind === 'lump' ? lumpDemoVersions : versionsOf;
    const { problem } = parseDemo(bytes, numbered, await versions(wads[0], this.#port));
    if (problem !== undefined) throw new Refusal({ code: 'demo-unplayable', params: { problem } });
    return bytes;
  }

  /** Makes ready to play a demo; the answer is what the game is told. Throws a Refusal where it cannot be played. */
  async play(
    { place, time }: DemoStart,
    wads: readonly LibraryEntry[],
    numbered: boolean,
  ): Promise<string[]> {
    const how = time ? ['-nosound', '-timedemo'] : ['-playdemo'];
    const bytes = await this.playable(place, wads, numbered);
    if (place.kind === 'lump') return [...how, place.lump];
    await writeFileAtomically(path.join(this.#home, `${PLAYED}.lmp`), bytes);
    return [...how, `${HOME_DIRECTORY}/${PLAYED}`];
  }

  /** Told when a session that played a demo has ended. */
  async played({ place }: DemoStart, end: SessionEnd, backend: string): Promise<void> {
    await rm(path.join(this.#home, `${PLAYED}.lmp`), { force: true });
    if (end.timing === undefined) return;
    const file =
      place.kind === 'file' ? await this.#folder.find(place.file, 'demo').catch(() => undefined) : undefined;
    await this.#timings.add(place, file, backend, end.timing);
  }

  /** Keeps a demo that comes from elsewhere; answers its file. Throws a Refusal for what is none. */
  async import(name: string, bytes: Uint8Array, numbered: boolean): Promise<string> {
    if (bytes.length > FILE_MAX) throw new Refusal({ code: 'demo-too-large', params: { file: name } });
    const parsed = parseDemo(bytes, numbered);
    if (parsed.facts === undefined)
      throw new Refusal({ code: 'demo-not-imported', params: { file: name, problem: parsed.problem } });
    const clean = demoName(path.basename(name.replaceAll('\\', '/')));
    await checkFolder(path.join(this.#home, DEMOS_FOLDER));
    for (let count = 1; ; count++) {
      const file = demoFile(clean, count);
      if (await writeNew(path.join(this.#home, file), bytes)) return file;
    }
  }
}
