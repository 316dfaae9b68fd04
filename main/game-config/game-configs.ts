import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { DEFAULT_PORT, type SourcePort } from '../../engine/games/source-ports.ts';
import type { Control, ControlChanges } from '../protocol/controls.ts';
import type { ConfigProblem } from '../protocol/messages/controls.ts';
import type { Message } from '../protocol/messages.ts';
import type { PictureSettings } from '../protocol/picture.ts';
import { messageOfError } from '../protocol/refusal.ts';
import { JsonStore, type Tell } from '../storage/json-store.ts';
import { apply, checked, shown, understood } from './controls.ts';
import { HomeFiles } from './home-files.ts';
import { configurationOf } from './ports.ts';
import type { StartPicture } from './start-picture.ts';
import { bringIntoRange, startNotice } from './start-values.ts';
import { type StoredControls, storedControls, valuesOf, withValues } from './stored-controls.ts';

/** A configuration as the editor shows it. */
export interface ReadControls {
  readonly port: SourcePort;
  readonly controls: Control[];
  readonly problems: ConfigProblem[];
}

/**
 * The games' own configuration files, in their homes. Lines that are not known here stay byte for byte what they are; a file that is no
 * configuration is told of and never written to. While a game runs nothing may be written: it writes its files as it ends. A home
 * belongs to one source port, `port`.
 */
export class GameConfigs {
  readonly #userData: string;
  readonly #tell: Tell | undefined;
  /** Changes happen one after the other. */
  #writing: Promise<unknown> = Promise.resolve();

  /** `tell` receives that the controls for all games could not be read as they were. */
  constructor(userData: string, tell?: Tell) {
    this.#userData = userData;
    this.#tell = tell;
  }

  /**
   * What a home's game is played by. One without a configuration is shown as it will begin: with that of home `from`, or what was changed
   * for all games. Throws a Refusal for a file that is no configuration.
   */
  async read(home: string, from: string | undefined, port: SourcePort = DEFAULT_PORT): Promise<ReadControls> {
    const files = await this.#open(home, from, port);
    const configuration = configurationOf(port);
    const problems = files.problems();
    configuration.supplyShown(files);
    return { port, controls: shown(configuration, files), problems };
  }

  /** Changes variables of a home, by name. Throws a Refusal; then nothing of it is written to that file. */
  write(
    home: string,
    from: string | undefined,
    changes: ControlChanges,
    port: SourcePort = DEFAULT_PORT,
  ): Promise<void> {
    return this.#inTurn(async () => {
      const files = await this.#open(home, from, port);
      const configuration = configurationOf(port);
      apply(configuration, files, checked(configuration, changes));
      await files.save();
    });
  }

  /** Changes variables of all homes that have a configuration of the source port, and of those to come. */
  writeEverywhere(changes: ControlChanges, port: SourcePort = DEFAULT_PORT): Promise<void> {
    return this.#inTurn(async () => {
      const configuration = configurationOf(port);
      const values = checked(configuration, changes);
      const homes = path.join(this.#userData, 'homes');
      const names = await readdir(homes, { withFileTypes: true }).catch(() => []);
      const opened: HomeFiles[] = [];
      // All are read and changed before the first is written: one that is damaged leaves all as they are.
      for (const entry of names) {
        if (!entry.isDirectory()) continue;
        const files = await HomeFiles.open(path.join(homes, entry.name), configuration);
        if (!files.exist) continue;
        apply(configuration, files, values);
        opened.push(files);
      }
      const { value } = await this.#everywhere.load();
      await this.#everywhere.save(withValues(value, port, values));
      for (const files of opened) await files.save();
    });
  }

  /**
   * Makes a home ready to be played in: what was changed for all games, where there is no configuration yet, what the source port needs
   * where the player has chosen nothing, `picture`; and, until `finish`, values that the game survives. Returns what the player must know; the game
   * may be played all the same.
   */
  prepare(
    home: string,
    port: SourcePort = DEFAULT_PORT,
    picture?: StartPicture,
  ): Promise<Message | undefined> {
    return this.#inTurn(async () => {
      try {
        const configuration = configurationOf(port);
        const files = await this.#open(home, undefined, port);
        configuration.supply(files);
        if (picture !== undefined) configuration.writePicture?.(files, picture);
        const values = bringIntoRange(configuration, files);
        await files.save(values);
        return startNotice(home, values);
      } catch (error) {
        return messageOfError(error);
      }
    });
  }

  /**
   * Gives a configuration back, once its game has ended, the values that `prepare` has changed and the game has not. Returns what the
   * player has changed of `picture` in the game. Throws a Refusal.
   */
  finish(
    home: string,
    port: SourcePort = DEFAULT_PORT,
    picture?: StartPicture,
  ): Promise<Partial<PictureSettings>> {
    return this.#inTurn(async () => {
      const configuration = configurationOf(port);
      const files = await HomeFiles.open(home, configuration);
      if (files.exist) await files.save();
      return (picture && configuration.changedPicture?.(files, picture)) ?? {};
    });
  }

  get #everywhere(): JsonStore<StoredControls> {
    return new JsonStore({
      file: path.join(this.#userData, 'controls.json'),
      format: storedControls,
      defaults: { values: {}, woof: {} },
      document: 'controls',
      tell: this.#tell,
    });
  }

  async #open(home: string, from: string | undefined, port: SourcePort): Promise<HomeFiles> {
    const configuration = configurationOf(port);
    const own = await HomeFiles.open(home, configuration);
    if (own.exist) return own;
    const inherited = from === undefined ? own : await HomeFiles.open(home, configuration, from);
    if (inherited.exist) return inherited;
    const { value } = await this.#everywhere.load();
    apply(configuration, own, understood(configuration, valuesOf(value, port)));
    return own;
  }

  #inTurn<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#writing.then(action);
    this.#writing = result.catch(() => {});
    return result;
  }
}
