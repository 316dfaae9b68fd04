import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import type { GameEvent } from '../../engine/host/events.ts';
import type { ControlRequest, SessionStats } from '../../engine/session/protocol.ts';
import type { EngineProcess, LargeFile, OutgoingFile, Shell } from './shell.ts';

/** An engine process for tests: what it receives is kept, and the test decides what it says. */
export class EngineDouble implements EngineProcess {
  readonly posted: ControlRequest[] = [];
  killed = false;
  #message: (message: unknown) => void = () => {};
  #output: (text: string) => void = () => {};
  #exit: (how: string) => void = () => {};

  post(message: ControlRequest): void {
    this.posted.push(message);
  }
  onMessage(listener: (message: unknown) => void): void {
    this.#message = listener;
  }
  onOutput(listener: (text: string) => void): void {
    this.#output = listener;
  }
  onExit(listener: (how: string) => void): void {
    this.#exit = listener;
  }
  kill(): void {
    this.killed = true;
    this.#exit('signal SIGKILL');
  }

  say(message: unknown): void {
    this.#message(message);
  }
  print(text: string): void {
    this.#output(text);
  }
  exit(how: string): void {
    this.#exit(how);
  }
  /** Says what every process says until its game runs. */
  run(title = 'A game'): this {
    this.say({ type: 'ready', version: 1 });
    this.say({ type: 'started', title });
    return this;
  }
}

/** A shell for tests, without any window. */
export class ShellDouble implements Shell {
  readonly kind = 'electron';
  fileDialogs = true;
  readonly filePaths = true;
  readonly versions = { electron: '45.0.0' };
  readonly engines: EngineDouble[] = [];
  readonly playingCalls: boolean[] = [];
  readonly saved: OutgoingFile[] = [];
  readonly looks: (GameEvent | undefined)[] = [];
  chosen: string[] = [];

  get engine(): EngineDouble {
    return this.engines.at(-1)!;
  }
  forkEngine(): EngineProcess {
    this.engines.push(new EngineDouble());
    return this.engine;
  }
  async chooseWads(): Promise<string[]> {
    return this.chosen;
  }
  async saveFile(file: OutgoingFile) {
    this.saved.push(file);
    return { kind: 'saved' as const, path: `/saved/${file.name}` };
  }
  async saveLargeFile({ title, name, write }: LargeFile) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-saved-'));
    try {
      const file = path.join(folder, name);
      await write(file);
      return this.saveFile({ title, name, content: new Uint8Array(await readFile(file)) });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  setFullscreen(on: boolean): boolean {
    return on;
  }
  setLook(event: GameEvent | undefined): void {
    this.looks.push(event);
  }
  playing(active: boolean): void {
    this.playingCalls.push(active);
  }
}

/** Statistics as an engine process sends them. */
export function someStats(changes: Partial<SessionStats> = {}): SessionStats {
  return {
    backend: 'singlepass',
    backendReason: { code: 'from-settings', params: {} },
    backends: [{ time: 0, to: 'singlepass', by: 'start', tookMs: 12, stoodMs: 0 }],
    module: { path: '/games/chocolate-doom.wasm', sha256: 'ab'.repeat(32), bytes: 1000, functions: 3 },
    wads: [],
    compileMs: 12,
    functionsCompiled: 2,
    memoryBytes: 65536,
    frames: 70,
    frameMs: [3, 4],
    imports: [{ module: 'env', name: 'SDL_Init', host: 'sdl' }],
    soundMs: 1.4,
    paused: false,
    ...changes,
  };
}
