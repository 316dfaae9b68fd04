import path from 'node:path';
import { systemFault } from '../../engine/messages/faults.ts';
import { type Settings, type SettingsPatch, settings } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal } from '../protocol/refusal.ts';
import { JsonStore } from '../storage/json-store.ts';
import { DEFAULT_SETTINGS, storedSettings } from './stored-settings.ts';

/** The player's settings, in `settings.json` of the user data folder. */
export class SettingsStore {
  readonly #store: JsonStore<Settings>;
  #current: Settings;
  /** What the player must know if the stored settings could not be read as they were. */
  readonly notices: readonly Message[];

  private constructor(store: JsonStore<Settings>, current: Settings, notices: readonly Message[]) {
    this.#store = store;
    this.#current = current;
    this.notices = notices;
  }

  static async open(userData: string): Promise<SettingsStore> {
    const file = path.join(userData, 'settings.json');
    const store = new JsonStore({
      file,
      format: storedSettings,
      defaults: DEFAULT_SETTINGS,
      document: 'settings',
    });
    const { value, notices } = await store.load();
    return new SettingsStore(store, value, notices);
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
      throw new Refusal({ code: 'settings-not-stored', params: { fault: systemFault(error) } });
    }
    return next;
  }
}
