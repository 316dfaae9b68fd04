import path from 'node:path';
import { z } from 'zod';
import { DEFAULT_HOME_BYTES, DEFAULT_MEMORY_BYTES } from '../../engine/session/protocol.ts';
import { DEFAULT_BACKEND } from '../../engine/wasm/spec/backends.ts';
import { type Settings, type SettingsPatch, settings } from '../protocol/launcher.ts';
import { JsonStore } from '../storage/json-store.ts';

/** Limits are set in mebibytes, and passed on in bytes. */
export const MIB = 1024 ** 2;

/** A first start plays on Trapdoom's own engine, in the picture that Doom had on the screens of its time. */
export const DEFAULT_SETTINGS: Settings = {
  version: 1,
  backend: DEFAULT_BACKEND,
  scaling: 'smooth',
  aspect: '4:3',
  flashes: 100,
  fullscreen: false,
  overlay: false,
  pauseOnBlur: true,
  checkForUpdates: false,
  grabMouse: true,
  volume: 100,
  muted: false,
  memoryLimit: DEFAULT_MEMORY_BYTES / MIB,
  homeLimit: DEFAULT_HOME_BYTES / MIB,
  padMappings: [],
};

/** Settings as files have them: one from before a setting existed lacks it, and one from a later version has others, which are ignored. */
const stored = z.object({
  ...settings.shape,
  checkForUpdates: settings.shape.checkForUpdates.default(DEFAULT_SETTINGS.checkForUpdates),
  grabMouse: settings.shape.grabMouse.default(DEFAULT_SETTINGS.grabMouse),
  flashes: settings.shape.flashes.default(DEFAULT_SETTINGS.flashes),
  fullscreen: settings.shape.fullscreen.default(DEFAULT_SETTINGS.fullscreen),
  volume: settings.shape.volume.default(DEFAULT_SETTINGS.volume),
  muted: settings.shape.muted.default(DEFAULT_SETTINGS.muted),
  memoryLimit: settings.shape.memoryLimit.default(DEFAULT_SETTINGS.memoryLimit),
  homeLimit: settings.shape.homeLimit.default(DEFAULT_SETTINGS.homeLimit),
  padMappings: settings.shape.padMappings.default([]),
});

/** The player's settings, in `settings.json` of the user data folder. */
export class SettingsStore {
  readonly #store: JsonStore<Settings>;
  #current: Settings;
  /** Set if the stored settings could not be read as they were. */
  readonly notice: string | undefined;

  private constructor(store: JsonStore<Settings>, current: Settings, notice: string | undefined) {
    this.#store = store;
    this.#current = current;
    this.notice = notice;
  }

  static async open(userData: string): Promise<SettingsStore> {
    const file = path.join(userData, 'settings.json');
    const store = new JsonStore({ file, schema: stored, defaults: DEFAULT_SETTINGS, what: 'settings' });
    const { value, notice } = await store.load();
    return new SettingsStore(store, value, notice);
  }

  get current(): Settings {
    return this.#current;
  }

  /** Changes the named settings; resolves once they are on the disk. A disk that refuses leaves all as it was. */
  async update(patch: SettingsPatch): Promise<Settings> {
    const before = this.#current;
    const next = settings.parse({ ...before, ...patch });
    this.#current = next;
    try {
      await this.#store.save(next);
    } catch (error) {
      if (this.#current === next) this.#current = before;
      throw new Error(
        `The settings could not be stored: ${(error as Error).message}. Free some disk space or check the folder.`,
      );
    }
    return next;
  }
}
