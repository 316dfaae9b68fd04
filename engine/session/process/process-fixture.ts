import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import fs from 'node:fs';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Frame } from '../../host/events.ts';
import {
  type ControlEvent,
  controlEvent,
  type Envelope,
  envelope,
  type PlayerEvent,
  PROTOCOL_VERSION,
  playerEvent,
  type SessionConfig,
} from '../protocol.ts';
import { bundlePrograms } from './bundle-fixture.ts';

/** Real engine processes, forked as the browser shell does it. */

let bundle: string;
let engines: EngineProcess[] = [];

/** Has a file's tests make engine processes, which end with the test that made them. */
export function useEngineProcesses(): void {
  beforeAll(async () => {
    bundle = await bundlePrograms({
      'engine/process': 'engine/session/process/process.ts',
      'engine/worker': 'engine/session/process/worker.ts',
    });
  }, 120_000);
  afterAll(() => fs.rmSync(bundle, { recursive: true, force: true }));
  afterEach(() => {
    for (const engine of engines) engine.child.kill('SIGKILL');
    engines = [];
  });
}

/** The launcher's side of one engine process. */
export class EngineProcess {
  readonly child: ChildProcess;
  readonly events: ControlEvent[] = [];
  readonly frames: Frame[] = [];
  /** What the window was told beside pictures and sound. */
  readonly told: PlayerEvent[] = [];
  readonly exited: Promise<unknown>;
  acknowledging = true;
  #changed: (() => void)[] = [];

  constructor(execArgv: string[] = []) {
    const entry = path.join(bundle, 'engine', 'process.js');
    this.child = fork(entry, [], { serialization: 'advanced', execArgv });
    this.exited = once(this.child, 'exit').then(([code]) => code);
    this.child.on('message', (raw) => {
      const { port, message } = envelope.parse(raw);
      if (port === 'control') this.events.push(controlEvent.parse(message));
      else this.#onPlayer(playerEvent.parse(message));
      for (const changed of this.#changed.splice(0)) changed();
    });
    engines.push(this);
  }

  control(message: unknown): void {
    this.#send({ port: 'control', message });
  }

  player(message: unknown): void {
    this.#send({ port: 'player', message });
  }

  start(config: SessionConfig): this {
    this.control({ type: 'start', version: PROTOCOL_VERSION, config });
    return this;
  }

  /** Waits until `condition` holds for what has come so far. */
  async until(condition: () => boolean): Promise<void> {
    while (!condition()) await new Promise<void>((resolve) => this.#changed.push(resolve));
  }

  of<T extends ControlEvent['type']>(type: T): Extract<ControlEvent, { type: T }>[] {
    return this.events.filter((event) => event.type === type) as Extract<ControlEvent, { type: T }>[];
  }

  async end() {
    await this.until(() => this.of('ended').length > 0);
    expect(this.events.at(-1)?.type).toBe('ended');
    expect(await this.exited).toBe(0);
    return this.of('ended')[0]!;
  }

  get lines(): string[] {
    return this.of('log').flatMap(({ lines }) => lines.map(({ text }) => text));
  }

  /** A process that has just ended takes no more messages: the callback keeps that from being an error. */
  #send(message: Envelope): void {
    this.child.send(message, () => {});
  }

  #onPlayer(event: PlayerEvent): void {
    if (event.type === 'frame') {
      this.frames.push(event);
      if (this.acknowledging) this.player({ type: 'frame-ack', seq: event.seq });
    } else if (event.type !== 'sound') this.told.push(event);
  }
}
