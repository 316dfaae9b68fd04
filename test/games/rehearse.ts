import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { SessionEnvironment } from '../../engine/session/environment.ts';
import { Rehearsal } from '../../engine/session/game/fixtures.ts';
import type { SessionConfig } from '../../engine/session/protocol.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const FREEDOOM_1 = path.join(ROOT, 'assets/wads/freedoom1.wad');
export const MODULE = path.join(ROOT, 'assets/games/chocolate-doom.wasm');

/** A folder for a test's files, and games that are played in it by fixed surroundings. */
export class Stage {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-games-'));
  #homes = 0;

  /** Writes a file and returns its path. */
  file(name: string, content: Uint8Array | string): string {
    const folder = fs.mkdtempSync(path.join(this.folder, 'file-'));
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  }

  /** Starts Doom, in a new home unless there is one to use; without sound unless somebody hears it. */
  doom(
    config: Partial<SessionConfig>,
    sound?: SessionEnvironment['sound'],
  ): Rehearsal & { readonly home: string } {
    const home = config.home ?? path.join(this.folder, `home-${++this.#homes}`);
    fs.mkdirSync(path.join(home, 'demos'), { recursive: true });
    // The last screen waits for a key, which nobody presses here.
    const extra = path.join(home, 'chocolate-doom.cfg');
    if (!fs.existsSync(extra)) fs.writeFileSync(extra, 'show_endoom 0\n');
    const args = [...(sound === undefined ? ['-nosound'] : []), ...(config.args ?? [])];
    const base = { module: MODULE, wads: [FREEDOOM_1], backend: 'native' as const };
    const game = new Rehearsal({ ...base, ...config, home, args }, sound).start();
    return Object.assign(game, { home });
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Holds a key for two frames; it types a text if it has one. */
export function press(game: Rehearsal, code: string, text?: string): void {
  game.event({ type: 'key', code, down: true, repeat: false, ...(text !== undefined && { text }) });
  game.run(2);
  game.event({ type: 'key', code, down: false, repeat: false });
}
