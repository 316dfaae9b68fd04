import { receiveMessageOnPort, workerData } from 'node:worker_threads';
import { type InputEvent, REQUESTS, type Sound } from '../../host/events.ts';
import { DEFAULT_DISPLAY } from '../../host/platform.ts';
import type { SessionClock } from '../drive/clock.ts';
import { type Driver, driverOf } from '../drive/driver.ts';
import type { SessionEnvironment } from '../environment.ts';
import { GameSession } from '../game/session.ts';
import type { BackendName } from '../protocol.ts';
import { FrameLoop } from './frame-loop.ts';
import { PROGRESS, type ThreadData, type ThreadRequest } from './thread.ts';
import { ThreadOutput } from './thread-output.ts';
import { Waiting } from './waiting.ts';

/**
 * A frame that delays longer than this, in milliseconds, is no frame any more: the game waits in a loop of its own (its last screen may
 * wait for a key), and from then on time passes for it as for a blocking game. Games wait less as they start: 1,000 ms for screens that
 * are slow to change their mode, and some for a music chip to reply; they drop the keys of that time.
 */
const FRAME_DELAY_MAX = 2000;

/** Events that say what the game runs with. */
const DEVICES: ReadonlySet<InputEvent['type']> = new Set(['gamepad', 'display']);

/** The session's thread: connects the session and its driver with the main thread. */
class GameThread {
  readonly #data: ThreadData;
  readonly #shared: Int32Array;
  readonly #driver: Driver;
  readonly #session: GameSession;
  readonly #output: ThreadOutput;
  readonly #waiting: Waiting;
  /** Input that the game gets when it polls next. */
  #events: InputEvent[] = [];
  /** What came while a game that is called by frames started. */
  readonly #early: ThreadRequest[] = [];
  /** The first key that the game has taken since its last sound. */
  #key: Sound['key'];
  #title = '';
  #announced = false;
  #displayHertz = DEFAULT_DISPLAY.refreshRate;
  /** The game is called by frames: from then on nothing but a finished frame is progress. */
  #byFrames = false;

  constructor(data: ThreadData) {
    this.#data = data;
    this.#shared = new Int32Array(data.shared);
    this.#driver = driverOf(data.config);
    this.#session = new GameSession(data.config, this.#environment());
    this.#output = new ThreadOutput(data.port, this.#shared, () => ({
      ...this.#session.stats(),
      paused: this.#waiting.paused,
    }));
    this.#waiting = new Waiting(data.port, this.#shared, this.#session, {
      request: (request) => this.#take(request),
      give: (event) => this.#events.push(event),
      awake: () => this.#output.flush(),
      pausedChanged: () => {
        this.#output.stats();
        // The game may be paused within a frame, where it waits for the display.
        if (!this.#waiting.paused) this.#driver.resume(performance.now());
      },
    });
  }

  run(): void {
    if (!this.#session.load()) {
      this.#finish();
      return;
    }
    this.#progress();
    this.#title = this.#session.game?.title ?? '';
    if (this.#data.config.check !== undefined && !this.#isFrameDriven) {
      this.#session.stop({
        cause: 'refused',
        message: { code: 'check-needs-frames', params: {} },
      });
      this.#finish();
      return;
    }
    if (this.#session.game !== undefined) this.#driver.begin(this.#session.game.adapter);
    if (!this.#isFrameDriven) this.#announce();
    if (!this.#session.start()) {
      this.#finish();
      return;
    }
    this.#byFrames = true;
    new FrameLoop({
      port: this.#data.port,
      shared: this.#shared,
      session: this.#session,
      driver: this.#driver,
      waiting: this.#waiting,
      output: this.#output,
      displayHertz: () => this.#displayHertz,
      give: (event) => this.#events.push(event),
      request: (request) => this.#take(request),
      announce: () => this.#announce(),
      finish: () => this.#finish(),
    }).start(this.#early.splice(0));
  }

  get #isFrameDriven(): boolean {
    return this.#session.game?.loop === 'frames';
  }

  #environment(): SessionEnvironment {
    const driver = this.#driver;
    const clock = () => (this.#isFrameDriven ? this.#frameClock : this.#blockingClock);
    return {
      clock: { now: () => clock().now(), delay: (milliseconds) => clock().delay(milliseconds) },
      epoch: driver.epoch,
      ahead: driver.ahead && (() => driver.ahead?.() ?? 0),
      random: (into) => driver.random(into),
      pump: () => this.#pump(),
      frame: (frame) => {
        this.#progress();
        if (!this.#byFrames) driver.input?.ticked();
        // How a game says goodbye is not shown to those who have left.
        if (this.#waiting.stopAt === undefined && driver.presented(frame)) this.#output.frame(frame);
      },
      refreshed: () => {
        const left = driver.refreshIn(performance.now());
        if (left > 0) this.#waiting.delay(left);
        driver.refresh(performance.now());
      },
      sound: (block) => {
        const played = driver.sounded(block);
        if (this.#waiting.stopAt === undefined && played) this.#output.sound(block, this.#key);
        this.#key = undefined;
      },
      emit: (event) => {
        if (event.type === 'title') {
          // A window is made before it is named, and the name that the game starts with is told with its start.
          if (event.title === '') return;
          this.#title = event.title;
          if (!this.#announced) return;
        }
        // A game that is being stopped asks for nothing more.
        if (this.#waiting.stopAt === undefined || !REQUESTS.has(event.type)) this.#output.event(event);
      },
      log: (stream, text) => {
        this.#progress();
        this.#output.line(stream, text);
      },
      stored: () => this.#output.stored(),
      notice: (kind, message) => this.#output.post({ type: 'notice', kind, message }),
    };
  }

  readonly #blockingClock: SessionClock = {
    now: () => {
      this.#progress();
      return this.#waiting.now();
    },
    delay: (milliseconds) => {
      this.#waiting.delay(milliseconds);
      this.#driver.input?.ticked();
    },
  };

  readonly #frameClock: SessionClock = {
    now: () => this.#driver.clock.now(),
    delay: (milliseconds) => {
      const { clock, input } = this.#driver;
      clock.delay(milliseconds);
      if (clock.ahead <= FRAME_DELAY_MAX) return;
      this.#waiting.delay(milliseconds);
      // Each turn of such a loop is a frame of its own.
      input?.beginFrame();
    },
  };

  #pump(): readonly InputEvent[] {
    const { input } = this.#driver;
    if (!this.#isFrameDriven) {
      this.#waiting.delay(0);
      this.#events.push(...(input?.take(performance.now()) ?? []));
    } else if (this.#byFrames)
      this.#events.push(...(input?.takeForFrame(performance.now(), this.#session.step) ?? []));
    else this.#takeEarlyDevices();
    const events = this.#events.splice(0);
    this.#key ??= firstKey(events, performance.now());
    return events;
  }

  /**
   * A game looks for its joystick as it starts: the pads that the window has reported until then are all that there are. It also chooses a
   * size for its display. The rest waits.
   */
  #takeEarlyDevices(): void {
    for (;;) {
      const message = receiveMessageOnPort(this.#data.port);
      if (message === undefined) return;
      const request = message.message as ThreadRequest;
      this.#early.push(request);
      if (this.#driver.input !== undefined && request.type === 'input' && DEVICES.has(request.event.type))
        this.#events.push(request.event);
    }
  }

  #take(request: ThreadRequest): void {
    if (request.type === 'input') this.#takeInput(request.event);
    // The time of a game with a loop of its own is the real one.
    else if (request.type === 'speed' && this.#byFrames) this.#driver.setSpeed(request.times);
    else if (request.type === 'backend') this.#requestBackend(request.backend);
  }

  #takeInput(event: InputEvent): void {
    if (event.type === 'display') this.#displayHertz = event.hertz;
    this.#driver.input?.add(arriving(event));
  }

  /** The game waits in a loop. Where that is inside a frame, the game can move once the frame is over. */
  #requestBackend(to: BackendName): void {
    const kept = this.#driver.keepsBackend ?? this.#session.requestBackend(to, 'player');
    const { backend } = this.#session.stats();
    if (kept !== undefined) this.#output.post({ type: 'backend', backend, kept });
  }

  #progress(): void {
    if (!this.#byFrames) Atomics.add(this.#shared, PROGRESS, 1);
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    this.#output.event({ type: 'title', title: this.#title });
    const shape = this.#session.game?.adapter.frames.shape;
    this.#output.post({ type: 'started', title: this.#title, ...(shape && { shape }) });
  }

  #finish(): void {
    const { end } = this.#session;
    if (end === undefined) throw new Error('a session that goes on was finished');
    this.#output.finish(this.#driver.result(end));
  }
}

/** The event, with the time of its arrival where that will be asked for. */
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

new GameThread(workerData as ThreadData).run();
