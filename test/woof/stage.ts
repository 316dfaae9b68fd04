import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { GameEvent, InputEvent, SdlFrame } from '../../engine/host/platform.ts';
import { FrameClock } from '../../engine/session/drive/clock.ts';
import type { SessionEnvironment } from '../../engine/session/environment.ts';
import { GameSession } from '../../engine/session/game/session.ts';
import type { SessionConfig } from '../../engine/session/protocol.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const asset = (name: string) => path.join(ROOT, 'assets', name);

/** Quick to draw, and of the same size on every display. */
const SMALL = 'current_video_height 200\nwidescreen 0\n';

/** A folder for a test's homes, with Woof! to play in them. */
export class WoofStage {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-woof-'));
  #homes = 0;

  /** What Woof! is started with, in a new home unless there is one to use. `configuration`: lines of woof.cfg. */
  config(config: Partial<SessionConfig> = {}, configuration = ''): SessionConfig {
    const home = config.home ?? path.join(this.folder, `home-${++this.#homes}`);
    fs.mkdirSync(home, { recursive: true });
    const file = path.join(home, 'woof.cfg');
    if (!fs.existsSync(file)) fs.writeFileSync(file, `${SMALL}${configuration}`);
    return {
      module: asset('games/woof.wasm'),
      resources: [asset('games/woof.pk3')],
      wads: [asset('wads/freedoom2.wad')],
      backend: 'native',
      args: [],
      ...config,
      home,
    };
  }

  remove(): void {
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** A Woof! that draws at any rate, without a window: its time is that of a display of so many hertz. */
export class WoofPlay {
  readonly frames: SdlFrame[] = [];
  readonly lines: string[] = [];
  /** What the game has told its window besides. */
  readonly told: GameEvent[] = [];
  readonly session: GameSession;
  /** Frames that were shown within another one's call. */
  refreshes = 0;
  readonly #clock = new FrameClock();
  readonly #hertz: number;
  #events: InputEvent[] = [];
  #passed = 0;

  /** `first`: what the window says before the game starts. */
  constructor(
    config: SessionConfig,
    hertz: number,
    sound?: SessionEnvironment['sound'],
    first: readonly InputEvent[] = [],
  ) {
    this.#hertz = hertz;
    this.#events.push(...first);
    this.session = new GameSession(config, {
      clock: this.#clock,
      epoch: 0,
      random: (into) => into.fill(0),
      pump: () => this.#events.splice(0),
      frame: (frame) => this.frames.push(frame),
      refreshed: () => {
        this.refreshes++;
        this.#pass();
      },
      emit: (event) => this.told.push(event),
      ...(sound !== undefined && { sound }),
      log: (_stream, text) => this.lines.push(text),
    });
    if (this.session.load()) this.session.start();
  }

  /** Computes so many frames, or until the end. */
  run(frames: number): this {
    for (let i = 0; i < frames && this.session.end === undefined; i++) {
      this.#pass();
      this.session.frame();
    }
    return this;
  }

  key(code: string, down: boolean): void {
    this.event({ type: 'key', code, down, repeat: false });
  }

  event(event: InputEvent): void {
    this.#events.push(event);
  }

  #pass(): void {
    this.#clock.set((++this.#passed * 1000) / this.#hertz, this.session.drawsAtAnyRate);
  }
}
