import { fork } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { engineEnvironment } from '../../engine/session/process/environment.ts';
import {
  type BackendName,
  controlEvent,
  envelope,
  type PlayerRequest,
  PROTOCOL_VERSION,
  playerEvent,
  type SessionConfig,
} from '../../engine/session/protocol.ts';
import { backendInfo } from '../../engine/wasm/spec/backends.ts';
import { GameConfigs } from '../../main/game-config/game-configs.ts';
import { PROBE_FILE, type ProbeLine } from './probe-line.ts';
import { type Hands, Script } from './script.ts';

export interface EngineSoakOptions {
  /** The folder of the built program, with `engine/process.js` and `tools/soak-probe.js`. */
  readonly dist: string;
  readonly module: string;
  readonly wad: string;
  readonly backend: BackendName;
  /** Of the game's time. */
  readonly minutes: number;
  /** Of the clock's time, after which it is enough; none if absent. */
  readonly seconds?: number;
  readonly seed: number;
  readonly progress: (text: string) => void;
}

/** What an engine process came to, minute by minute of the game's time. Memory in MiB, as little as it was within the minute. */
export interface EngineSoak {
  readonly backend: BackendName;
  /** Of the game's time, and of the clock's. */
  readonly minutes: number;
  readonly seconds: number;
  readonly frames: number;
  readonly soundBlocks: number;
  /** Blocks that the consumer did not take in time. */
  readonly droppedBlocks: number;
  readonly framesShown: number;
  readonly scenes: Readonly<Record<string, number>>;
  /** Resident memory of the process. */
  readonly rss: readonly number[];
  /** After collecting garbage, of both threads together. */
  readonly heap: readonly number[];
  readonly external: readonly number[];
  /** The game's own memory: what it has asked the engine for. */
  readonly guest: readonly number[];
  /** Functions compiled so far. */
  readonly functions: readonly number[];
  /** What must not have happened, in words. */
  readonly complaints: readonly string[];
}

class Over extends Error {}

/** What the game and its session may say beside the game's ordinary output: that music is off, and of what Freedoom asks for. */
const KNOWN_LINES = [/^Music is off/, /^DEHACKED:\d+: warning:/];

/**
 * Plays for `minutes` of the game's time, as fast as it goes, in a real engine process, behind its real ports. Frames and sound are
 * validated and acknowledged as by a window, and a script has the keyboard.
 */
export async function soakEngine(options: EngineSoakOptions): Promise<EngineSoak> {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'trapdoom-soak-'));
  const probe = path.join(folder, 'probe.jsonl');
  const { dist, module, wad, backend, minutes } = options;
  const child = fork(path.join(dist, 'engine', 'process.js'), [], {
    serialization: 'advanced',
    execArgv: ['--expose-gc', '--import', path.join(dist, 'tools', 'soak-probe.js')],
    env: { ...engineEnvironment(), [PROBE_FILE]: probe },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const game = new SoakedGame((port, message) => child.send({ port, message }, () => {}));
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (chunk: Buffer) => game.complain(`the process printed: ${chunk.toString().trim()}`));
  child.on('message', (raw) => game.take(raw));
  child.once('exit', (code, signal) => game.gone(`exit ${code ?? signal}`));
  const home = path.join(folder, 'home');
  fs.mkdirSync(home);
  await new GameConfigs(folder).prepare(home);
  const began = performance.now();
  const config: SessionConfig = {
    module,
    wads: [wad],
    home,
    backend,
    args: [],
    music: backendInfo(backend).musicInTime ? 'opl' : 'off',
    pace: 'free',
  };
  try {
    game.post('control', { type: 'start', version: PROTOCOL_VERSION, config });
    const script = new Script(game, options.seed);
    const playing = script.play().catch((error: unknown) => {
      if (!(error instanceof Over)) throw error;
    });
    const at: number[] = [];
    const guest: number[] = [];
    const functions: number[] = [];
    const enough = () => performance.now() - began > (options.seconds ?? Number.POSITIVE_INFINITY) * 1000;
    for (let minute = 1; minute <= minutes && !enough() && (await game.reached(minute * 60)); minute++) {
      at.push(Date.now());
      guest.push(game.memoryBytes / MIB);
      functions.push(game.functions);
      options.progress(`${backend}: minute ${minute} of ${minutes}`);
    }
    const { frames, blocks, dropped } = game;
    game.finish();
    await playing;
    game.post('control', { type: 'stop' });
    await game.ended;
    const lines = readProbe(probe);
    const memory = at.map((time, i) => memoryBetween(lines, at[i - 1] ?? 0, time));
    return {
      backend,
      minutes: at.length,
      seconds: (performance.now() - began) / 1000,
      frames,
      soundBlocks: blocks,
      droppedBlocks: dropped,
      framesShown: game.shown,
      scenes: script.scenes,
      rss: memory.map(({ rss }) => rss),
      heap: memory.map(({ heap }) => heap),
      external: memory.map(({ external }) => external),
      guest,
      functions,
      complaints: game.complaints,
    };
  } finally {
    child.kill('SIGKILL');
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

/** A window's side of the game, and its keyboard. Its time is counted by its sound. */
class SoakedGame implements Hands {
  readonly complaints: string[] = [];
  readonly ended: Promise<void>;
  shown = 0;
  frames = 0;
  blocks = 0;
  dropped = 0;
  memoryBytes = 0;
  functions = 0;
  readonly #send: (port: 'control' | 'player', message: unknown) => void;
  readonly #waiting: { readonly until: number; readonly resolve: (goesOn: boolean) => void }[] = [];
  #seconds = 0;
  #finished = false;
  #over = false;
  #resolveEnded!: () => void;

  constructor(send: (port: 'control' | 'player', message: unknown) => void) {
    this.#send = send;
    this.ended = new Promise((resolve) => (this.#resolveEnded = resolve));
  }

  post(port: 'control' | 'player', message: unknown): void {
    this.#send(port, message);
  }

  async down(code: string): Promise<void> {
    this.#key(code, true);
  }

  async up(code: string): Promise<void> {
    this.#key(code, false);
  }

  async wait(seconds: number): Promise<void> {
    if (!(await this.reached(this.#seconds + seconds)) || this.#finished) throw new Over();
  }

  /** Resolves when the game's time is `seconds`; with false if the game is over before. */
  reached(seconds: number): Promise<boolean> {
    if (this.#over) return Promise.resolve(false);
    return new Promise((resolve) => this.#waiting.push({ until: seconds, resolve }));
  }

  /** No more play: what ends now ends well. */
  finish(): void {
    this.#finished = true;
    this.#wake(Number.POSITIVE_INFINITY, false);
  }

  complain(text: string): void {
    if (this.complaints.length < 20) this.complaints.push(text);
  }

  gone(how: string): void {
    if (!this.#over) this.complain(`the process is gone: ${how}`);
    this.#end();
  }

  take(raw: unknown): void {
    const outer = envelope.safeParse(raw);
    if (!outer.success) this.complain(`no envelope: ${outer.error.message}`);
    else if (outer.data.port === 'player') this.#takePlayer(outer.data.message);
    else this.#takeControl(outer.data.message);
  }

  #takePlayer(message: unknown): void {
    const { data: event, error } = playerEvent.safeParse(message);
    if (event === undefined) this.complain(`no player event: ${error.message}`);
    else if (event.type === 'frame') {
      this.shown++;
      this.#player({ type: 'frame-ack', seq: event.seq });
    } else if (event.type === 'sound') {
      this.#player({ type: 'sound-ack', seq: event.seq });
      this.#seconds += event.samples.length / 4 / event.rate;
      this.#wake(this.#seconds, true);
    }
  }

  #takeControl(message: unknown): void {
    const { data: event, error } = controlEvent.safeParse(message);
    if (event === undefined) this.complain(`no control event: ${error.message}`);
    else if (event.type === 'stats') {
      this.frames = event.stats.frames;
      this.memoryBytes = event.stats.memoryBytes;
      this.functions = event.stats.functionsCompiled;
      this.blocks = event.stats.sound?.blocks ?? 0;
      this.dropped = event.stats.sound?.dropped ?? 0;
    } else if (event.type === 'log') {
      for (const { stream, text } of event.lines)
        if (stream !== 'stdout' && !KNOWN_LINES.some((line) => line.test(text))) this.complain(text);
    } else if (event.type === 'ended') {
      if (!this.#finished) this.complain(`the game ended (${event.end.cause}): ${event.end.message}`);
      this.#end();
    }
  }

  #end(): void {
    this.#over = true;
    this.#wake(Number.POSITIVE_INFINITY, false);
    this.#resolveEnded();
  }

  #wake(until: number, goesOn: boolean): void {
    for (const waiting of this.#waiting.splice(0))
      if (waiting.until <= until) waiting.resolve(goesOn);
      else this.#waiting.push(waiting);
  }

  #key(code: string, down: boolean): void {
    const text = /^Key(.)$/.exec(code)?.[1]?.toLowerCase() ?? /^Digit(.)$/.exec(code)?.[1];
    this.#player({ type: 'key', code, down, repeat: false, ...(down && text !== undefined && { text }) });
  }

  #player(message: PlayerRequest): void {
    this.#send('player', message);
  }
}

function readProbe(file: string): ProbeLine[] {
  if (!fs.existsSync(file)) return [];
  return fs
    .readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as ProbeLine);
}

const MIB = 1024 * 1024;

/** The least that both threads held between two moments: what is more is garbage that waits to be collected. */
function memoryBetween(lines: readonly ProbeLine[], from: number, to: number) {
  const threads = (['main', 'game'] as const).map((thread) => {
    const own = lines.filter((line) => line.thread === thread);
    const within = own.filter(({ at }) => at > from && at <= to);
    const last = own.findLast(({ at }) => at <= to) ?? own[0];
    return within.length > 0 || last === undefined ? within : [last];
  });
  const least = (of: 'rss' | 'heapUsed' | 'external', among: readonly ProbeLine[]) =>
    Math.min(...among.map((line) => line[of])) / MIB;
  const sum = (of: 'heapUsed' | 'external') => threads.reduce((total, among) => total + least(of, among), 0);
  return { rss: least('rss', threads.flat()), heap: sum('heapUsed'), external: sum('external') };
}
