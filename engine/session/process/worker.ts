import { randomFillSync } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { InputEvent, SdlFrame } from '../../host/platform.ts';
import { Unwind } from '../../wasm/index.ts';
import { FrameClock, type SessionClock } from '../drive/clock.ts';
import { InputQueue } from '../drive/input.ts';
import { FRAMES_PER_SECOND, FreePace, Pace, type Pacer } from '../drive/pace.ts';
import { PlayCheck } from '../drive/play-check.ts';
import { DemoTimer } from '../drive/timed-run.ts';
import type { SessionEnvironment } from '../environment.ts';
import { GameSession } from '../game/session.ts';
import type { LogLine, Sound } from '../protocol.ts';
import { FrameGate } from './frame-gate.ts';
import { LogBuffer } from './log.ts';
import { NewestShown } from './newest.ts';
import {
  FRAMES_TAKEN,
  PROGRESS,
  type ThreadData,
  type ThreadEvent,
  type ThreadRequest,
  WAKE,
} from './thread.ts';

/** How often statistics go out, in milliseconds. */
const STATS_MS = 1000;
/** How often it goes out that the game has stored files, at most, in milliseconds. */
const STORED_MS = 250;
/** The longest sleep of a blocking game between two looks at the world, in milliseconds. */
const NAP_MS = 50;

/**
 * A frame that delays longer than this, in milliseconds, is no frame any more: the game waits in a loop of its own (Doom's last screen
 * waits for a key), and from then on time passes for it as for a blocking game. More than Doom waits as it starts: 1,000 ms once for
 * screens that are slow to change their mode, and some for its music chip to answer; it drops the keys of that time.
 */
const FRAME_DELAY_MAX = 2000;

/**
 * How long a game that is stopped may take to quit by itself, in milliseconds: that is when Doom writes what was changed in its menus.
 * It is asked as by the window's close button, again and again (Doom wants that confirmed), and its time flies.
 */
const GRACE_MS = 400;
/** A blocking game is asked anew each time it has slept this often. */
const SLEEPS_PER_REQUEST = 16;

/**
 * Between two frames that are so far apart, in milliseconds, functions are compiled for so long that the game has not called yet: else
 * those that a level's first frame needs would be compiled in it, and sound waits for that frame.
 */
const IDLE_MS = 12;
const PREPARE_MS = 3;

/** How much of a frame's time fast-forward spends on frames that nobody sees, in milliseconds. */
const UNSEEN_MS = 20;

/**
 * V8 keeps code that it made for a loop while that ran (on-stack replacement), however often it proves wrong behind the loop, and each
 * time puts off optimizing the function as a whole: Doom's synthesizer fell out of such code 5,500 times a second, in some runs, and took
 * 1.6 times as long. What is called for every frame anew is optimized without. Loading, before, is not: it is quicker with it.
 */
const NO_OSR = '--no-use-osr';

/** Leaves a game that did not quit. */
class Stopped extends Unwind {
  override readonly name = 'Stopped';
}

/** The session's thread: paces the game, takes its events in and gives frames, lines and statistics out. */
class GameThread {
  readonly #data: ThreadData;
  readonly #shared: Int32Array;
  readonly #began = performance.now();
  readonly #log: LogBuffer;
  readonly #frameGate: FrameGate;
  readonly #shown = new NewestShown((event) => this.#post(event));
  readonly #frameClock = new FrameClock();
  readonly #session: GameSession;
  readonly #pace: Pacer;
  readonly #input = new InputQueue();
  /** Input that the game gets when it asks next. */
  #events: InputEvent[] = [];
  /** There are functions that the game has not called yet and that are not compiled. */
  #unprepared = true;
  /** The present frame has looked at its input. */
  #looked = false;
  /** What came while a game that is called by frames started. */
  readonly #early: ThreadRequest[] = [];
  /** The first key that the game has taken since its last sound. */
  #key: Sound['key'];
  /** Set where time is not real: the session times a demo, or is a self-check. */
  readonly #timer: DemoTimer | PlayCheck | undefined;
  /** How many times as fast as it should the game's time passes. */
  #speed = 1;
  /** Milliseconds by which the game's time is ahead since it did. */
  #gainedMs = 0;
  /** The frame that is computed is left out. */
  #unseen = false;
  #title = '';
  #announced = false;
  #paused = false;
  #pausedAt = 0;
  /** Milliseconds that passed outside, but not for a blocking game: it was paused. Time that flies counts against it. */
  #pausedMs = 0;
  /** When a game that was told to stop is stopped by force. */
  #stopAt: number | undefined;
  #hurried = 0;
  /** The game is called by frames: from then on nothing but a finished frame is progress. */
  #byFrames = false;
  #statsAt = 0;
  /** The game has stored files since this was last told of. */
  #stored = false;
  #storedAt = Number.NEGATIVE_INFINITY;
  #next: NodeJS.Timeout | undefined;

  constructor(data: ThreadData) {
    this.#data = data;
    this.#shared = new Int32Array(data.shared);
    this.#log = new LogBuffer((lines) => this.#post({ type: 'log', lines }));
    this.#frameGate = new FrameGate(
      () => Atomics.load(this.#shared, FRAMES_TAKEN),
      (frame) => this.#postFrame(frame),
    );
    this.#pace = data.config.pace === 'free' ? new FreePace() : new Pace(performance.now());
    const { check, timing } = data.config;
    if (check !== undefined) this.#timer = new PlayCheck(check.frames);
    else if (timing === true) this.#timer = new DemoTimer();
    this.#session = new GameSession(data.config, this.#surroundings());
  }

  run(): void {
    if (!this.#session.load()) {
      this.#finish();
      return;
    }
    this.#progress();
    this.#title = this.#session.game?.title ?? '';
    const byFrames = this.#session.game?.loop === 'frames';
    if (this.#timer instanceof PlayCheck && !byFrames) {
      this.#session.stop({
        cause: 'refused',
        message: 'A self-check needs a game that is called by frames.',
      });
      this.#finish();
      return;
    }
    if (!byFrames) this.#announce();
    if (!this.#session.start()) {
      this.#finish();
      return;
    }
    this.#byFrames = true;
    setFlagsFromString(NO_OSR);
    this.#data.port.on('message', (request: ThreadRequest) => this.#takeBetweenFrames(request));
    this.#pace.resume(performance.now());
    this.#schedule();
    for (const request of this.#early.splice(0)) this.#takeBetweenFrames(request);
  }

  /** A game looks for its joystick as it starts: what pads the window has told of until then is all there is. The rest waits. */
  #takeEarlyPads(): void {
    for (;;) {
      const message = receiveMessageOnPort(this.#data.port);
      if (message === undefined) return;
      const request = message.message as ThreadRequest;
      this.#early.push(request);
      if (this.#timer === undefined && request.type === 'event' && request.event.type === 'gamepad')
        this.#events.push(request.event);
    }
  }

  /** A frame gets its input when it looks, and once: what is tapped while Doom's screens melt, and it does not look, is not lost. */
  #look(): void {
    if (!this.#looked) this.#events.push(...this.#input.take(performance.now()));
    this.#looked = true;
  }

  /** What the game was given in the frame before, it has seen. */
  #beginFrame(): void {
    this.#looked = false;
    this.#input.ticked();
  }

  #surroundings(): SessionEnvironment {
    const blockingClock: SessionClock = {
      now: () => {
        this.#progress();
        return performance.now() - this.#began - this.#pausedMs;
      },
      delay: (milliseconds) => {
        this.#sleep(milliseconds);
        this.#input.ticked();
      },
    };
    const frameClock: SessionClock = {
      now: () => this.#frameClock.now(),
      delay: (milliseconds) => {
        this.#frameClock.delay(milliseconds);
        if (this.#frameClock.ahead <= FRAME_DELAY_MAX) return;
        this.#sleep(milliseconds);
        // Each turn of such a loop is a frame of its own.
        this.#beginFrame();
      },
    };
    const clock = () => (this.#session.game?.loop === 'frames' ? frameClock : blockingClock);
    return {
      clock: { now: () => clock().now(), delay: (milliseconds) => clock().delay(milliseconds) },
      epoch: this.#timer === undefined ? Date.now() : 0,
      ...(this.#timer === undefined && { ahead: () => this.#ahead() }),
      random: (into) => (this.#timer === undefined ? randomFillSync(into) : into.fill(0)),
      pump: () => {
        if (this.#session.game?.loop !== 'frames') {
          this.#sleep(0);
          this.#events.push(...this.#input.take(performance.now()));
        } else if (this.#byFrames) this.#look();
        else this.#takeEarlyPads();
        const events = this.#events.splice(0);
        this.#key ??= firstKey(events, performance.now());
        return events;
      },
      frame: (frame) => {
        this.#progress();
        if (!this.#byFrames) this.#input.ticked();
        // How a game says goodbye is not shown to those who have left.
        if (this.#stopAt !== undefined || this.#unseen || this.#timer?.picture(frame) === false) return;
        this.#frameGate.offer(frame);
      },
      sound: (block) => {
        if (this.#timer instanceof PlayCheck) this.#timer.sound(block);
        if (this.#stopAt === undefined && this.#speed === 1)
          this.#post({ type: 'sound', block, key: this.#key });
        this.#key = undefined;
      },
      title: (title) => {
        // A window is made before it is named.
        if (title === '') return;
        this.#title = title;
        if (this.#announced) this.#shown.offer({ type: 'title', title }, performance.now());
      },
      icon: (icon) => this.#shown.offer({ type: 'icon', icon }, performance.now()),
      fullscreen: (on) => {
        if (this.#stopAt === undefined) this.#shown.offer({ type: 'fullscreen', on }, performance.now());
      },
      mouseGrab: (grabbed) => this.#shown.offer({ type: 'mouse-grab', grabbed }, performance.now()),
      log: (stream, text) => this.#line(stream, text),
      stored: () => {
        this.#stored = true;
      },
      notice: (kind, text) => this.#post({ type: 'notice', kind, text }),
    };
  }

  /** Milliseconds that have passed since the moment that the present frame stands for. */
  #ahead(): number {
    return this.#speed === 1
      ? this.#pace.time(performance.now()) + this.#gainedMs - this.#frameClock.time
      : 0;
  }

  #schedule(): void {
    const timed = this.#timer !== undefined;
    if (this.#unprepared && !timed && this.#pace.idle(performance.now()) > IDLE_MS)
      this.#unprepared = this.#session.prepare(PREPARE_MS);
    this.#next = setTimeout(() => this.#frame(), timed ? 0 : this.#pace.wait(performance.now()));
  }

  #frame(): void {
    const now = performance.now();
    this.#beginFrame();
    const goesOn = this.#timer?.turn(this.#session, this.#frameClock) ?? this.#frames(now);
    this.#housekeeping();
    Atomics.add(this.#shared, PROGRESS, 1);
    // The first frame may load a saved game, a hundred times a frame's work: until then the game is starting, and has time to.
    this.#announce();
    if (!goesOn) this.#finish();
    else if (!this.#paused) this.#schedule();
  }

  /** Computes the frame that is due, and before it as many unseen ones as the speed asks for and the time allows. */
  #frames(now: number): boolean {
    const time = this.#pace.begin(now);
    let goesOn = true;
    this.#unseen = true;
    for (let i = 1; goesOn && i < this.#speed && performance.now() - now < UNSEEN_MS; i++) {
      this.#frameClock.set(time + this.#gainedMs);
      this.#gainedMs += 1000 / FRAMES_PER_SECOND;
      goesOn = this.#session.frame();
    }
    this.#unseen = false;
    this.#frameClock.set(time + this.#gainedMs);
    return goesOn && this.#session.frame();
  }

  #takeBetweenFrames(request: ThreadRequest): void {
    if (request.type === 'event') {
      if (this.#timer === undefined) this.#input.add(arriving(request.event));
    } else if (request.type === 'speed') this.#speed = request.times;
    else if (request.type === 'stop') {
      clearTimeout(this.#next);
      this.#quitByFrames();
    } else if (this.#paused !== (request.type === 'pause')) {
      this.#paused = !this.#paused;
      clearTimeout(this.#next);
      this.#sendStats();
      if (this.#paused) {
        this.#announce();
        return;
      }
      this.#pace.resume(performance.now());
      this.#schedule();
    }
  }

  #quitByFrames(): void {
    this.#stopAt = performance.now() + GRACE_MS;
    for (let now = performance.now(); now < this.#stopAt; now = performance.now()) {
      this.#events.push({ type: 'quit' });
      this.#pace.resume(now);
      this.#frameClock.set(this.#pace.begin(now) + this.#gainedMs);
      if (!this.#session.frame()) break;
    }
    this.#session.stop();
    this.#finish();
  }

  /** A sleep of a game that is being stopped takes no time, and makes it pass. */
  #hurry(milliseconds: number, stopAt: number): void {
    this.#pausedMs -= milliseconds;
    if (this.#hurried++ % SLEEPS_PER_REQUEST === 0) this.#events.push({ type: 'quit' });
    if (performance.now() < stopAt) return;
    this.#session.stop();
    throw new Stopped();
  }

  /**
   * A blocking game's way to let time pass: really, but awake to messages; as long as it is paused, without end. Input waits until the
   * game looks.
   */
  #sleep(milliseconds: number): void {
    const until = performance.now() + milliseconds;
    do {
      const seen = Atomics.load(this.#shared, WAKE);
      this.#takeWaiting();
      if (this.#stopAt !== undefined) {
        this.#hurry(milliseconds, this.#stopAt);
        return;
      }
      this.#housekeeping();
      Atomics.add(this.#shared, PROGRESS, 1);
      const left = this.#paused ? NAP_MS : Math.min(NAP_MS, until - performance.now());
      if (left > 0) Atomics.wait(this.#shared, WAKE, seen, left);
    } while (this.#paused || performance.now() < until);
  }

  #takeWaiting(): void {
    for (;;) {
      const message = receiveMessageOnPort(this.#data.port);
      if (message === undefined) return;
      const request = message.message as ThreadRequest;
      if (request.type === 'event') this.#input.add(arriving(request.event));
      else if (request.type === 'stop') this.#stopAt ??= performance.now() + GRACE_MS;
      // The time of a game with a loop of its own is the real one.
      else if (request.type === 'speed') continue;
      else if (this.#paused !== (request.type === 'pause')) {
        this.#paused = !this.#paused;
        if (this.#paused) this.#pausedAt = performance.now();
        else this.#pausedMs += performance.now() - this.#pausedAt;
        this.#sendStats();
      }
    }
  }

  #progress(): void {
    if (!this.#byFrames) Atomics.add(this.#shared, PROGRESS, 1);
  }

  #housekeeping(): void {
    const now = performance.now();
    this.#log.flush(now - this.#began);
    this.#frameGate.flush();
    this.#shown.flush(now);
    if (now - this.#storedAt >= STORED_MS) this.#tellStored();
    if (now - this.#statsAt >= STATS_MS) this.#sendStats();
  }

  #tellStored(): void {
    if (!this.#stored) return;
    this.#stored = false;
    this.#storedAt = performance.now();
    this.#post({ type: 'stored' });
  }

  #sendStats(): void {
    this.#statsAt = performance.now();
    this.#post({ type: 'stats', stats: { ...this.#session.stats(), paused: this.#paused } });
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#post({ type: 'started', title: this.#title });
  }

  #line(stream: LogLine['stream'], text: string): void {
    this.#progress();
    this.#log.add({ time: performance.now() - this.#began, stream, text });
  }

  #finish(): void {
    const end = this.#session.end;
    if (end === undefined) throw new Error('a session that goes on was finished');
    this.#sendStats();
    this.#log.finish(performance.now() - this.#began);
    this.#tellStored();
    this.#frameGate.finish();
    this.#shown.finish();
    this.#post({ type: 'ended', end: this.#timer?.result(end) ?? end });
    this.#data.port.close();
  }

  #postFrame(frame: SdlFrame): void {
    const pixels = wholly(frame.pixels);
    const palette = frame.format === 'indexed' ? { palette: wholly(frame.palette) } : {};
    this.#post({ type: 'frame', frame: { ...frame, pixels, ...palette } });
  }

  #post(event: ThreadEvent): void {
    this.#data.port.postMessage(event);
  }
}

/** The event, with the time of its coming where that will be asked for. */
function arriving(event: InputEvent): InputEvent {
  return event.type === 'key' && event.down ? { ...event, arrived: performance.now() } : event;
}

/** The first key that went down among events that the game takes at `now`. */
function firstKey(events: readonly InputEvent[], now: number): Sound['key'] {
  for (const event of events)
    if (event.type === 'key' && event.down && event.time !== undefined)
      return { time: event.time, waitedMs: now - (event.arrived ?? now) };
  return undefined;
}

/** The same bytes as all of their buffer: posting a view clones the whole of what it views. */
function wholly(bytes: Uint8Array): Uint8Array {
  return bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
}

new GameThread(workerData as ThreadData).run();
