import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SessionRefused } from '../../engine/games/refused.ts';
import { DEFAULT_PORT, sourcePortFacts } from '../../engine/games/source-ports.ts';
import { systemFault } from '../../engine/messages/faults.ts';
import { hashFile } from '../library/files/wad.ts';
import type { SessionStart } from '../protocol/launcher.ts';
import type { ModuleProblem } from '../protocol/messages/play.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { FileFacts } from './stored-session.ts';

/** The largest module, in bytes, as sessions have it. */
const MODULE_MAX = 256 * 1024 * 1024;

/** A module that the player has named in place of Chocolate Doom. */
export interface OtherModule {
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
  /** The file's name without its folder. */
  readonly name: string;
}

/** What a game is about to be played on. */
export interface IdentifiedModule {
  readonly facts: FileFacts;
  /** Absent where it is the game that came with Trapdoom, wherever its file lies. */
  readonly other?: OtherModule;
}

/** The module in use, as the window is told of it. */
export interface ModuleInUse {
  readonly name: string;
  /** Whether it takes the keys that Doom has. */
  readonly keys: boolean;
}

/** What games are played on: Chocolate Doom, or a module that the player has named. */
export class GameModule {
  readonly #game: string;
  #file: string;
  #inUse: ModuleInUse | null = null;
  #takesArguments = true;

  /** `games` is the folder of the modules that come with Trapdoom. */
  constructor(games: string) {
    this.#game = path.join(games, sourcePortFacts(DEFAULT_PORT).module);
    this.#file = this.#game;
  }

  /** Null as long as it is Chocolate Doom. */
  get inUse(): ModuleInUse | null {
    return this.#inUse;
  }

  /**
   * Takes a module of the player's own from now on, if it is one that a session can run, as far as its imports and exports tell. Returns
   * what to tell the player, also where it is none and the one before stays.
   */
  async use(file: string): Promise<Message> {
    try {
      const { keys, takesArguments } = await inspect(file);
      this.#file = file;
      this.#takesArguments = takesArguments;
      this.#inUse = { name: path.basename(file), keys };
      return { code: 'module-in-use', params: { file } };
    } catch (error) {
      const problem: ModuleProblem =
        error instanceof ModuleRefused
          ? error.problem
          : error instanceof SessionRefused
            ? { code: 'module-refused', params: { refusal: error.told } }
            : { code: 'module-unreadable', params: { fault: systemFault(error) } };
      const played = this.#inUse === null ? {} : { played: this.#inUse.name };
      return { code: 'module-unusable', params: { file, problem, ...played } };
    }
  }

  /** Throws a Refusal where the module would begin with its title instead: it reads no arguments. */
  checkStart({ kind }: Pick<SessionStart, 'kind'>): void {
    if (kind === 'title' || this.#takesArguments) return;
    throw new Refusal({ code: 'module-takes-no-start', params: { module: path.basename(this.#file) } });
  }

  /** Identifies the module as it is now. Throws a Refusal where it cannot be read. */
  async identify(): Promise<IdentifiedModule> {
    try {
      const facts = await factsOf(this.#file);
      if (this.#file === this.#game) return { facts };
      // Where the game itself is missing, any other module is another.
      const game = await hashFile(this.#game).catch(() => undefined);
      if (game?.sha256 === facts.sha256) return { facts };
      return { facts, other: { sha256: facts.sha256, name: path.basename(this.#file) } };
    } catch (error) {
      const own = this.#file === this.#game;
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new Refusal({ code: 'module-missing', params: { file: this.#file, own } });
      throw new Refusal({ code: 'module-lost', params: { fault: systemFault(error), own } });
    }
  }
}

async function factsOf(file: string): Promise<FileFacts> {
  const [{ sha256 }, { size }] = await Promise.all([hashFile(file), stat(file)]);
  return { path: file, sha256, bytes: size };
}

/** A file that no session can run as a module. */
class ModuleRefused extends Error {
  override readonly name = 'ModuleRefused';
  readonly problem: ModuleProblem;

  constructor(problem: ModuleProblem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Whether a module takes Doom's keys, and arguments. Throws the system's error, and ModuleRefused for what nothing can run. */
async function inspect(file: string): Promise<{ keys: boolean; takesArguments: boolean }> {
  const found = await stat(file);
  if (found.isDirectory()) throw new ModuleRefused({ code: 'module-folder', params: {} });
  if (!found.isFile()) throw new ModuleRefused({ code: 'module-not-plain', params: {} });
  if (found.size > MODULE_MAX)
    throw new ModuleRefused({ code: 'module-too-large', params: { bytes: found.size } });
  const bytes = new Uint8Array(await readFile(file));
  // The engine's reader is large, and of no use to games on Chocolate Doom.
  const { inspectModule } = await import('../../engine/offline/inspect.ts');
  const { adapter } = inspectModule(bytes, path.basename(file));
  return { keys: adapter.hasDoomKeys, takesArguments: adapter.takesArguments };
}
