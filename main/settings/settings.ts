import path from 'node:path';
import { type Settings, type SettingsPatch, settings } from '../protocol/launcher.ts';
import { JsonStore } from '../storage/json-store.ts';
import { DEFAULT_SETTINGS, storedSettings } from './stored-settings.ts';

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
    const store = new JsonStore({
      file,
      format: storedSettings,
      defaults: DEFAULT_SETTINGS,
      what: 'settings',
    });
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
