import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { z } from 'zod';
import type { FrameShape } from '../../games/game-adapter.ts';
import { type GameEvent, REQUESTS, WINDOW_LOOK } from '../../host/events.ts';
import { encodePng } from '../../host/png.ts';
import { memoryExceeded, STOPPED, threadFailure } from '../game/ending.ts';
import {
  type ControlEvent,
  type ControlRequest,
  controlRequest,
  DEFAULT_MEMORY_BYTES,
  type PlayerEvent,
  PROTOCOL_VERSION,
  playerRequest,
  type SessionConfig,
  type SessionEnd,
  type SoundPlayback,
  type SoundStats,
} from '../protocol.ts';
import type { EndPoint } from './endpoint.ts';
import { LatestFrameQueue } from './latest-frame-queue.ts';
import { ProgressWatch } from './progress-watch.ts';
import { SoundBackpressure } from './sound-backpressure.ts';
import {
  CELLS,
  FRAMES_TAKEN,
  PROGRESS,
  STACK_MB,
  type ThreadData,
  type ThreadEvent,
  type ThreadRequest,
  WAKE,
  YOUNG_GENERATION_MB,
} from './thread.ts';

const HEARTBEAT_MS = 1000;
/** How often the process looks at its own memory, in milliseconds: a guest fills some hundred megabytes meanwhile. */
const MEMORY_MS = 100;
/** How long the window may take to acknowledge the last picture of a self-check, in milliseconds: it may have been opened just now. */
const SHOWN_MS = 20_000;
/** How long a game's thread that is told to stop may take before it is ended, in milliseconds; it gives the game half of that. */
const STOP_MS = 800;

/**
 * The main thread of an engine process: it never runs a guest, so that it answers while the game computes. It keeps one session, in
 * a thread of its own, relays between the thread and the two ports, and lets the heart beat only if the thread makes progress.
 */
export class Supervisor {
  readonly #control: EndPoint;
  readonly #player: EndPoint;
  readonly #workerUrl: URL;
  readonly #exit: () => void;
  readonly #shared = new Int32Array(new SharedArrayBuffer(CELLS * Int32Array.BYTES_PER_ELEMENT));
  readonly #slot: LatestFrameQueue;
  readonly #valve: SoundBackpressure;
  #worker: Worker | undefined;
  #port: MessagePort | undefined;
  #heart: NodeJS.Timeout | undefined;
  /** What the window last said of its playing. */
  #playback: SoundPlayback | undefined;
  /** The newest event of each kind that stays true: a window that comes later must know. */
  readonly #standing = new Map<GameEvent['type'], GameEvent>();
  /** The newest events that the window was not sent yet: they go when it has acknowledged the frame that is on its way. */
  readonly #untold = new Map<GameEvent['type'], GameEvent>();
  #memory: NodeJS.Timeout | undefined;
  /** How the game's frames are meant to be shown. */
  #shape: FrameShape | undefined;
  #paused = false;
  readonly #progress = new ProgressWatch();
  #complained = false;
  /** Set while a self-check waits for its window: called with each frame that this acknowledges. */
  #onShown: (() => void) | undefined;
  /** The game has said its end: that its thread goes afterwards is no failure. */
  #gameEnded = false;
  #ended = false;

  /** Listens at once. `exit` ends the process; it is called after the last message has left, or when the parent is gone. */
  constructor(ports: { control: EndPoint; player: EndPoint }, workerUrl: URL, exit: () => void) {
    this.#control = ports.control;
    this.#player = ports.player;
    this.#workerUrl = workerUrl;
    this.#exit = exit;
    this.#slot = new LatestFrameQueue((frame) => this.#tellPlayer(frame));
    this.#valve = new SoundBackpressure((sound) => this.#tellPlayer(sound));
    this.#control.onClose(exit);
    this.#tellMain({ type: 'ready', version: PROTOCOL_VERSION });
    this.#control.onMessage((message) => this.#onControl(message));
    this.#player.onMessage((message) => this.#onPlayer(message));
  }

  #onControl(message: unknown): void {
    const parsed = controlRequest.safeParse(message);
    if (!parsed.success)
      this.#refuse({ code: 'launcher-not-understood', params: { detail: problem(parsed.error) } });
    else if ((this.#worker === undefined) !== (parsed.data.type === 'start'))
      this.#refuse({ code: 'launcher-out-of-turn', params: { request: parsed.data.type } });
    else this.#obey(parsed.data);
  }

  #obey(request: ControlRequest): void {
    switch (request.type) {
      case 'start':
        this.#start(request.config);
        break;
      case 'pause':
      case 'resume':
        this.#setPaused(request.type === 'pause');
        break;
      case 'backend':
      case 'lines':
        this.#tellThread(request);
        break;
      case 'stop':
        this.#tellThread({ type: 'stop' });
        setTimeout(() => void this.#end(STOPPED), STOP_MS);
        break;
      case 'screenshot':
        this.#takeScreenshot(request.tall);
    }
  }

  #onPlayer(message: unknown): void {
    const parsed = playerRequest.safeParse(message);
    if (!parsed.success) {
      this.#complain(`The window sent a message that is not understood: ${problem(parsed.error)}`);
      return;
    }
    const request = parsed.data;
    switch (request.type) {
      case 'speed':
        this.#tellThread(request);
        break;
      case 'frame-ack':
        this.#tellUntold();
        this.#slot.acknowledge(request.seq);
        this.#onShown?.();
        break;
      case 'sound-ack':
        this.#valve.acknowledge(request.seq);
        break;
      case 'sound-report':
        this.#playback = request.playback;
        break;
      case 'pause':
      case 'resume':
        // What a window says first, too.
        for (const [type, event] of this.#standing) this.#untold.set(type, event);
        this.#tellUntold();
        this.#setPaused(request.type === 'pause');
        break;
      default:
        this.#tellThread({ type: 'input', event: request });
    }
  }

  #start(config: SessionConfig): void {
    const { port1, port2 } = new MessageChannel();
    const data: ThreadData = { config, port: port2, shared: this.#shared.buffer as SharedArrayBuffer };
    const worker = new Worker(this.#workerUrl, {
      workerData: data,
      transferList: [port2],
      resourceLimits: { stackSizeMb: STACK_MB, maxYoungGenerationSizeMb: YOUNG_GENERATION_MB },
    });
    this.#worker = worker;
    this.#port = port1;
    port1.on('message', (event: ThreadEvent) => this.#onThread(event));
    worker.on('error', (error) => this.#onThreadGone(error));
    worker.on('exit', () => this.#onThreadGone(new Error('it ended without a reason')));
    this.#heart = setInterval(() => this.#beat(), HEARTBEAT_MS);
    const { memoryBytes = DEFAULT_MEMORY_BYTES } = config;
    this.#memory = setInterval(() => this.#checkMemory(memoryBytes), MEMORY_MS);
    // The window may have lost the keyboard before there was a game to pause.
    if (this.#paused) this.#tellThread({ type: 'pause' });
  }

  #onThread(event: ThreadEvent): void {
    switch (event.type) {
      case 'frame':
        Atomics.add(this.#shared, FRAMES_TAKEN, 1);
        this.#slot.offer(event.frame);
        break;
      case 'sound':
        this.#valve.offer(event.block, event.key);
        break;
      case 'game':
        this.#tellWindow(event.event);
        break;
      case 'started':
        this.#shape = event.shape;
        this.#tellMain({ type: 'started', title: event.title });
        break;
      case 'backend':
      case 'stored':
      case 'notice':
      case 'log':
        this.#tellMain(event);
        break;
      case 'stats':
        this.#tellMain({ ...event, stats: { ...event.stats, sound: this.#soundStats() } });
        break;
      case 'ended':
        void this.#onGameEnded(event.end);
    }
  }

  /** A self-check that is complete ends when the window has shown its last picture. */
  async #onGameEnded(end: SessionEnd): Promise<void> {
    this.#gameEnded = true;
    const { check } = end;
    if (check === undefined) return this.#end(end);
    if (this.#slot.busy)
      await new Promise<void>((resolve) => {
        const late = setTimeout(resolve, SHOWN_MS);
        this.#onShown = () => {
          if (this.#slot.busy) return;
          clearTimeout(late);
          resolve();
        };
      });
    return this.#end({ ...end, check: { ...check, shown: this.#slot.acknowledged } });
  }

  /** A window that does not read is sent nothing more: what a game changes meanwhile must not pile up on the way. */
  #tellWindow(event: GameEvent): void {
    if (!REQUESTS.has(event.type)) this.#standing.set(event.type, event);
    this.#untold.set(event.type, event);
    if (!this.#slot.busy) this.#tellUntold();
    if (WINDOW_LOOK.has(event.type)) this.#tellMain({ type: 'look', event });
  }

  #tellUntold(): void {
    for (const event of this.#untold.values()) this.#tellPlayer(event);
    this.#untold.clear();
  }

  /** The thread's last messages, the end among them, may be on their way still. */
  #onThreadGone(error: Error): void {
    for (let last = this.#receive(); last !== undefined; last = this.#receive()) this.#onThread(last);
    if (!this.#gameEnded) void this.#end(threadFailure(error));
  }

  #receive(): ThreadEvent | undefined {
    return this.#port === undefined ? undefined : receiveMessageOnPort(this.#port)?.message;
  }

  #soundStats(): SoundStats {
    const { blocks, dropped } = this.#valve;
    return { blocks, dropped, ...(this.#playback !== undefined && { playback: this.#playback }) };
  }

  #setPaused(paused: boolean): void {
    this.#paused = paused;
    this.#tellThread({ type: paused ? 'pause' : 'resume' });
    // Told at once: a game that hangs in its first frame after a pause would be taken for paused for ever.
    if (this.#worker !== undefined) this.#tellMain({ type: 'heartbeat', paused });
  }

  #beat(): void {
    const waits = this.#paused || this.#onShown !== undefined;
    if (this.#progress.lives(Atomics.load(this.#shared, PROGRESS), waits))
      this.#tellMain({ type: 'heartbeat', paused: this.#paused });
  }

  /** All of the process counts: linear memory, what the hosts keep, what waits to be sent, the engine itself. */
  #checkMemory(limit: number): void {
    const resident = process.memoryUsage.rss();
    if (resident > limit) void this.#end(memoryExceeded(resident, limit));
  }

  #takeScreenshot(tall: boolean): void {
    const { newest } = this.#slot;
    const { width, height, pixel: shaped } = this.#shape ?? {};
    const asShaped = newest?.width === width && newest?.height === height ? shaped : undefined;
    const pixel = tall ? (asShaped ?? { width: 1, height: newest?.tall ?? 1 }) : undefined;
    this.#tellMain({
      type: 'screenshot',
      ...(newest !== undefined && { png: encodePng(newest, pixel) }),
    });
  }

  #refuse(message: SessionEnd['message']): void {
    void this.#end({ cause: 'refused', message });
  }

  /** Once is enough: a window that sends nonsense may send a lot of it. */
  #complain(text: string): void {
    if (this.#complained) return;
    this.#complained = true;
    this.#tellMain({ type: 'log', lines: [{ time: performance.now(), stream: 'session', text }] });
  }

  async #end(end: SessionEnd): Promise<void> {
    if (this.#ended) return;
    this.#ended = true;
    clearInterval(this.#heart);
    clearInterval(this.#memory);
    const newest = this.#slot.newest;
    this.#control.post({
      type: 'ended',
      end,
      ...(newest !== undefined && { lastFrame: encodePng(newest) }),
    } satisfies ControlEvent);
    await Promise.all([this.#control.close(), this.#worker?.terminate()]);
    this.#exit();
  }

  #tellThread(request: ThreadRequest): void {
    this.#port?.postMessage(request);
    Atomics.add(this.#shared, WAKE, 1);
    Atomics.notify(this.#shared, WAKE);
  }

  #tellMain(event: ControlEvent): void {
    if (!this.#ended) this.#control.post(event);
  }

  #tellPlayer(event: PlayerEvent): void {
    if (!this.#ended) this.#player.post(event);
  }
}

function problem(error: z.ZodError): string {
  const [issue] = error.issues;
  return issue === undefined ? error.message : `${issue.path.join('.') || 'message'}: ${issue.message}`;
}
