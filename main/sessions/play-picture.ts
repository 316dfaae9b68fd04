import type { SourcePort } from '../../engine/games/source-ports.ts';
import type { BackendName, SessionStats } from '../../engine/session/protocol.ts';
import type { GameConfigs } from '../game-config/game-configs.ts';
import type { StartPicture } from '../game-config/start-picture.ts';
import type { FrameCosts } from '../picture/frame-costs.ts';
import { Measuring } from '../picture/measuring.ts';
import { AUTO_RATE, budgetMs, firstLines } from '../picture/plan.ts';
import type { Message } from '../protocol/messages.ts';
import type { WindowSize } from '../protocol/picture.ts';
import type { SettingsStore } from '../settings/settings.ts';

/** Where a session's frames are planned from, and what is learned of them goes to. */
export interface PictureSources {
  readonly settings: SettingsStore;
  readonly configs: GameConfigs;
  readonly costs: FrameCosts;
  /** The size of the part of the window that shows games. */
  window(): WindowSize;
}

/** Reports after which a session that was to draw fewer lines has not: it cannot change them while it runs. */
const REPORTS_TO_CHANGE = 4;

/** How the frames of one session are drawn: planned for its start, measured while it runs, and lowered where they take too long. */
export class PlayPicture {
  readonly #sources: PictureSources;
  readonly #measuring: Measuring;
  #start: StartPicture;
  /** The lines that the session is to continue with, and the reports since. */
  #asked: { readonly lines: number; reports: number } | undefined;

  private constructor(sources: PictureSources, start: StartPicture) {
    this.#sources = sources;
    this.#start = start;
    const { resolution, frameRate } = start.picture;
    this.#measuring = new Measuring(resolution === 'auto' ? budgetMs(frameRate) : undefined);
  }

  static async plan(sources: PictureSources, backend: BackendName): Promise<PlayPicture> {
    const { picture } = sources.settings.current;
    const window = sources.window();
    const lines = firstLines(picture, window, backend, await sources.costs.all());
    return new PlayPicture(sources, { picture, lines, window });
  }

  /** What the game was started with, or continues with since. */
  get start(): StartPicture {
    return this.#start;
  }

  /** Takes a session's report. `change` asks the session for other lines. Returns what the player must know. */
  report(stats: SessionStats, change: (lines: number) => void): Message | undefined {
    const lines = this.#measuring.report(stats);
    if (this.#asked !== undefined) return this.#confirm(this.#asked, stats);
    if (lines === undefined) return undefined;
    this.#asked = { lines, reports: 0 };
    change(lines);
    return undefined;
  }

  /** Stores what was measured, and takes over what the player has changed in the game. Returns whether settings have changed. */
  async keep(home: string, port: SourcePort): Promise<boolean> {
    const { configs, costs, settings } = this.#sources;
    const changed = await configs.finish(home, port, this.#start);
    if (port === 'woof') await costs.add(this.#measuring.costs);
    if (Object.keys(changed).length === 0) return false;
    await settings.update({ picture: { ...settings.current.picture, ...changed } });
    return true;
  }

  #confirm(
    asked: { readonly lines: number; reports: number },
    { frameSize }: SessionStats,
  ): Message | undefined {
    const { lines } = asked;
    if (frameSize !== undefined && frameSize.height <= lines) {
      this.#start = { ...this.#start, lines };
      this.#asked = undefined;
      return { code: 'resolution-lowered', params: { lines, rate: AUTO_RATE } };
    }
    // Asked once more at the end of these reports: a wipe may have been shown.
    asked.reports++;
    return asked.reports === REPORTS_TO_CHANGE
      ? { code: 'resolution-too-high', params: { lines, rate: AUTO_RATE } }
      : undefined;
  }
}
