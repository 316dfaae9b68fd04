import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { SessionRefused } from '../../engine/games/refused.ts';
import { SOURCE_PORTS, type SourcePort, sourcePortFacts } from '../../engine/games/source-ports.ts';
import { systemFault } from '../../engine/messages/faults.ts';
import { hashFile } from '../library/files/wad.ts';
import type { SessionStart } from '../protocol/launcher.ts';
import type { ModuleProblem } from '../protocol/messages/play.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { FileFacts } from './stored-session.ts';

/** The largest module, in bytes, as sessions have it. */
const MODULE_MAX = 256 * 1024 * 1024;

/** A module that the player has named in place of a source port. */
export interface OtherModule {
  /** SHA-256 of the content, hexadecimal. */
  readonly sha256: string;
  /** The file's name without its folder. */
  readonly name: string;
}

/** What a game is about to be played on. */
export interface IdentifiedModule {
  readonly facts: FileFacts;
  /** The source port; absent where it is another module. */
  readonly port?: SourcePort;
  /** The files of the source port's own data. */
  readonly resources: readonly string[];
  /** Absent where it is a source port that came with Trapdoom, wherever its file is. */
  readonly other?: OtherModule;
}

/** The module in use, as the window is told of it. */
export interface ModuleInUse {
  readonly name: string;
  /** Whether it takes the keys that Doom has. */
  readonly keys: boolean;
}

/** What games are played on: a source port, or a module that the player has named. */
export class GameModule {
  readonly #games: string;
  /** The module that the player has named. */
  #file: string | undefined;
  #inUse: ModuleInUse | null = null;
  #takesArguments = true;

  /** `games` is the folder of the modules that come with Trapdoom. */
  constructor(games: string) {
    this.#games = games;
  }

  /** Null as long as it is a source port. */
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
    const module = path.basename(this.#file ?? '');
    throw new Refusal({ code: 'module-takes-no-start', params: { module } });
  }

  /**
   * Identifies the module as it is now: that of the source port, unless the player has named one. Throws a Refusal where it, or a file
   * that it needs, cannot be read.
   */
  async identify(port: SourcePort): Promise<IdentifiedModule> {
    const named = this.#file;
    const facts = await knownFacts(named ?? this.#fileOf(port), named === undefined);
    const played = named === undefined ? port : await this.#portOf(facts);
    if (played !== undefined) return { facts, port: played, resources: await this.#resources(played) };
    return { facts, resources: [], other: { sha256: facts.sha256, name: path.basename(named!) } };
  }

  /** The source port whose module has this content. One that is missing is none. */
  async #portOf({ sha256 }: FileFacts): Promise<SourcePort | undefined> {
    for (const { id } of SOURCE_PORTS) {
      const own = await hashFile(this.#fileOf(id)).catch(() => undefined);
      if (own?.sha256 === sha256) return id;
    }
    return undefined;
  }

  async #resources(port: SourcePort): Promise<string[]> {
    const { title, resources } = sourcePortFacts(port);
    const files = resources.map((name) => path.join(this.#games, name));
    for (const file of files) {
      const found = await stat(file).catch(() => undefined);
      if (found?.isFile() !== true) throw new Refusal({ code: 'port-data-missing', params: { file, title } });
    }
    return files;
  }

  #fileOf(port: SourcePort): string {
    return path.join(this.#games, sourcePortFacts(port).module);
  }
}

/** Throws a Refusal. `own`: it is a module that came with Trapdoom. */
async function knownFacts(file: string, own: boolean): Promise<FileFacts> {
  try {
    return await factsOf(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new Refusal({ code: 'module-missing', params: { file, own } });
    throw new Refusal({ code: 'module-lost', params: { fault: systemFault(error), own } });
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
