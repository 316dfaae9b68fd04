import path from 'node:path';
import type { ConfigurationFile } from '../../engine/games/source-ports.ts';
import { systemFault } from '../../engine/messages/faults.ts';
import { readPlainFile } from '../homes/contents/files.ts';
import type { ConfigProblem } from '../protocol/messages/controls.ts';
import { Refusal, refusalOr } from '../protocol/refusal.ts';
import { writeFileAtomically } from '../storage/atomic-file.ts';
import { type ConfigFile, NoConfigError } from './config-file.ts';
import type { PortConfiguration } from './port-configuration.ts';
import { StartValues } from './start-values.ts';
import type { StartValue } from './stored-start-values.ts';
import type { Variables } from './variables.ts';

/** Where the configuration before the last change is kept, in a home. */
const BACKUPS = '.trapdoom';

interface OpenFile {
  readonly config: ConfigFile;
  /** The bytes on the disk. */
  readonly before: Uint8Array;
}

/** The configuration files of a home, of one source port. */
export class HomeFiles implements Variables {
  readonly #home: string;
  readonly #port: PortConfiguration;
  readonly #files: ReadonlyMap<ConfigurationFile, OpenFile>;
  readonly #startValues: StartValues;
  /** Whether any of them was there. */
  readonly exist: boolean;

  private constructor(
    home: string,
    port: PortConfiguration,
    files: ReadonlyMap<ConfigurationFile, OpenFile>,
    exist: boolean,
  ) {
    this.#home = home;
    this.#port = port;
    this.#startValues = new StartValues(home);
    this.#files = files;
    this.exist = exist;
  }

  /** The files of folder `from`, to be written to `home`. Throws a Refusal. */
  static async open(home: string, port: PortConfiguration, from = home): Promise<HomeFiles> {
    let exist = false;
    const files = new Map<ConfigurationFile, OpenFile>();
    for (const name of port.files) {
      const bytes = await readConfig(path.join(from, name));
      exist ||= bytes !== undefined;
      const before = from === home ? (bytes ?? new Uint8Array()) : new Uint8Array();
      files.set(name, { config: parse(port, path.join(from, name), bytes), before });
    }
    const opened = new HomeFiles(home, port, files, exist);
    // What a game left that was ended with its launcher.
    if (from === home) await opened.#startValues.restore(opened);
    return opened;
  }

  get(file: ConfigurationFile, name: string, accepted?: (value: string) => boolean): string | undefined {
    return this.#files.get(file)?.config.get(name, accepted);
  }

  set(file: ConfigurationFile, name: string, value: string): void {
    if (this.get(file, name) !== value) this.#files.get(file)?.config.set(name, value);
  }

  /** What the game would not understand, or take for something else. */
  problems(): ConfigProblem[] {
    const { files, definitions, ranges, safeValue } = this.#port;
    const lines = files.flatMap((name) =>
      (this.#files.get(name)?.config.strange ?? []).map((strange): ConfigProblem => {
        return { code: 'line-strange', params: { file: path.join(this.#home, name), ...strange } };
      }),
    );
    const values = definitions.flatMap((definition): ConfigProblem[] => {
      const problem = this.#port.problem(this, definition);
      if (problem === undefined) return [];
      return [{ code: 'value-outside', params: { ...problem, file: path.join(this.#home, problem.file) } }];
    });
    const edited = new Set(definitions.map(({ name }) => name));
    const deadly = ranges.flatMap((range): ConfigProblem[] => {
      const { file, name, min, max } = range;
      const text = edited.has(name) ? undefined : this.get(file, name);
      const start = text === undefined ? undefined : safeValue(text, range);
      if (text === undefined || start === undefined) return [];
      const params = { file: path.join(this.#home, file), name, value: text, start, min, max };
      return [{ code: 'value-deadly', params }];
    });
    return [...lines, ...values, ...deadly];
  }

  /**
   * Writes what has changed, each file whole or not at all; what it was before is kept. `startValues`: what was changed for a game's
   * start only.
   */
  async save(startValues: readonly StartValue[] = []): Promise<void> {
    if (startValues.length > 0) await this.#startValues.save(startValues);
    for (const [name, { config, before }] of this.#files) {
      const bytes = config.bytes();
      if (Buffer.compare(bytes, before) === 0) continue;
      const file = path.join(this.#home, name);
      try {
        if (before.length > 0)
          await writeFileAtomically(path.join(this.#home, BACKUPS, `${name}.bak`), before);
        await writeFileAtomically(file, bytes);
      } catch (error) {
        throw new Refusal({ code: 'config-not-stored', params: { file, fault: systemFault(error) } });
      }
    }
    if (startValues.length === 0) await this.#startValues.save([]);
  }
}

async function readConfig(file: string): Promise<Uint8Array | undefined> {
  try {
    return await readPlainFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw refusalOr(error, (fault) => ({ code: 'config-unreadable', params: { file, fault } }));
  }
}

function parse(port: PortConfiguration, file: string, bytes: Uint8Array | undefined): ConfigFile {
  try {
    return port.parse(bytes);
  } catch (error) {
    if (!(error instanceof NoConfigError)) throw error;
    throw new Refusal({ code: error.code, params: { file } });
  }
}
