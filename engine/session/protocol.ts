import { z } from 'zod';
import { launchRequest } from '../games/launch-request.ts';
import { gameEnd } from '../games/messages.ts';
import { frame, gameEvent, sound, windowEvent } from '../host/events.ts';
import { BACKEND_NAMES } from '../wasm/spec/backends.ts';
import { TRAP_CODES } from '../wasm/spec/traps.ts';
import { backendReason, keptBackend, sessionEndMessage, sessionNotice } from './messages.ts';

/**
 * The contract between an engine process and those who hold its two ports, versioned and validated on receipt:
 * - the control port (main): start, pause, stop; heartbeats, log lines, statistics, the end;
 * - the player port (the window, directly): frames and sound out; keys and acknowledgements in.
 *
 * On the wire, by the kind of parent that forked the process (`endpoint.ts` is the process' side of both):
 * - Electron's utilityProcess: the control port is `child.postMessage` / `child.on('message')`, messages bare. The player port is
 *   a MessagePortMain transferred with the start message, `child.postMessage(start, [playerPort])`; messages on it are bare too.
 * - `child_process.fork(entry, [], { serialization: 'advanced' })`: one channel, every message in either direction in an
 *   `Envelope` that names its port.
 *
 * A process' life: it posts `ready`; it expects one `start` (whatever else comes first is answered by `ended` with cause
 * `refused`, as is a message that does not validate); `started` once the game runs; `ended` as its last message, after which it exits
 * with code 0 by itself. `stop` asks the game to quit, so that it can save its settings, and ends the session as `quit` within a
 * second even if it does not. Killing the process is always
 * safe: all that a game has closed is on disk. If it disconnects or its parent goes, it exits.
 */
export const PROTOCOL_VERSION = 1;

export const backendName = z.enum(BACKEND_NAMES);
export type BackendName = z.infer<typeof backendName>;

/** How both ports share the one channel of `child_process.fork`. */
export const envelope = z.strictObject({ port: z.enum(['control', 'player']), message: z.unknown() });
export type Envelope = z.infer<typeof envelope>;

/** What the process of a session may take of memory, and its home of the disk, unless it is told otherwise. */
export const DEFAULT_MEMORY_BYTES = 2 * 1024 ** 3;
export const DEFAULT_HOME_BYTES = 1024 ** 3;

/** Everything a session is made from. Paths are absolute; `home` is created if missing and writable. */
export const sessionConfig = z.strictObject({
  module: z.string(),
  ...launchRequest.shape,
  home: z.string(),
  backend: backendName,
  /** `free`: each frame follows the one before at once, and stands for the next frame's time: for tests of an hour's play. Default `real`. */
  pace: z.enum(['real', 'free']).optional(),
  /**
   * Times what is played: frames are computed as fast as possible, each a frame's time later than the one before, without input, and all
   * else that the game learns from outside is fixed, so that the frames' hash is the same on every backend.
   */
  timing: z.boolean().optional(),
  /**
   * Plays a self-check: as with `timing`, but sound plays too, and the session ends as `quit` after so many frames, with the result. For
   * games that are called by frames.
   */
  check: z.strictObject({ frames: z.number().int().min(1).max(10_000) }).optional(),
  /** The resident memory of the process, in bytes, beyond which the session ends as `out-of-memory`. Default `DEFAULT_MEMORY_BYTES`. */
  memoryBytes: z.number().int().positive().optional(),
  /** What the home may hold, in bytes; beyond, it is a full disk to the game. Default `DEFAULT_HOME_BYTES`. */
  homeBytes: z.number().int().nonnegative().optional(),
});
export type SessionConfig = z.infer<typeof sessionConfig>;

const trapFrame = z.strictObject({
  funcIndex: z.number().int(),
  name: z.string().optional(),
  offset: z.number().int(),
  module: z.string().optional(),
});
export const trapReport = z.strictObject({
  code: z.enum(TRAP_CODES as [(typeof TRAP_CODES)[number]]),
  message: z.string(),
  operands: z.record(z.string(), z.union([z.number(), z.string()])),
  /** Innermost first. */
  frames: z.array(trapFrame),
});
export type TrapReport = z.infer<typeof trapReport>;

/** How a session ended (one step above traps). */
export const endCause = z.enum([
  'quit',
  'game-error',
  'trap',
  'hang',
  'host-error',
  'link-error',
  'compile-error',
  'out-of-memory',
  'refused',
  'process-gone',
]);
export type EndCause = z.infer<typeof endCause>;

/** The result of a timed run. */
export const runTiming = z.strictObject({
  /** The run's length, as the game counts it. */
  length: z.number().int(),
  /** All frames, those before and after what was timed included. */
  frames: z.number().int(),
  /** From the game's first frame to its last, without the time that hashing took. */
  seconds: z.number(),
  /** SHA-256 over pixels and palette of every frame, hexadecimal. */
  hash: z.string(),
});
export type RunTiming = z.infer<typeof runTiming>;

/** What came of a self-check. */
export const playCheck = z.strictObject({
  /** Pictures that were computed. */
  frames: z.number().int(),
  /** SHA-256 over pixels and palette of every picture, hexadecimal. */
  hash: z.string(),
  /** SHA-256 over all samples (left and right in turn, signed 16 bits, little-endian), hexadecimal. */
  sound: z.string(),
  /** Pictures that the window has acknowledged: it shows some of them. */
  shown: z.number().int(),
});
export type PlayCheckResult = z.infer<typeof playCheck>;

export const sessionEnd = z.strictObject({
  cause: endCause,
  /** What happened: the game's own words where it has some. */
  message: sessionEndMessage,
  /** What else may have led to the end. */
  note: gameEnd.optional(),
  exitCode: z.number().int().optional(),
  trap: trapReport.optional(),
  /** Of a session that was to time a run, and did. */
  timing: runTiming.optional(),
  /** Of a self-check that came to its last picture. */
  check: playCheck.optional(),
});
export type SessionEnd = z.infer<typeof sessionEnd>;

/** How the window plays the sound: its own figures, which it sends about once a second. */
export const soundPlayback = z.strictObject({
  /** Seconds of the game's sound that were played. */
  playedSeconds: z.number(),
  /** How often the sound broke off because the next block did not come in time, and for how long at the worst. */
  underruns: z.number().int(),
  longestGapMs: z.number(),
  /** How long a sample waits in the window before it is played. */
  waitMs: z.number(),
  /** The game's seconds played in a second of the device's. */
  tempo: z.number(),
  /** What the device adds to the wait, as far as the browser knows. */
  deviceMs: z.number(),
  /**
   * From a key's press to the first sample that was mixed after the game took the key leaving the device, of the newest keys; and
   * the median without the time that the key waited in the session until the game took it.
   */
  latency: z
    .strictObject({
      keys: z.number().int(),
      medianMs: z.number(),
      worstMs: z.number(),
      fromEventMs: z.number(),
    })
    .optional(),
});
export type SoundPlayback = z.infer<typeof soundPlayback>;

/** What became of a session's sound after it was mixed. */
export const soundStats = z.strictObject({
  /** Blocks that were mixed, and how many of them the window did not take in time, so that they were left out. */
  blocks: z.number().int(),
  dropped: z.number().int(),
  /** Absent until the window has said something. */
  playback: soundPlayback.optional(),
});
export type SoundStats = z.infer<typeof soundStats>;

/** The start of a session on a backend, or its move to another. */
export const backendChange = z.strictObject({
  /** Milliseconds since the session began. */
  time: z.number(),
  /** Absent for the start. */
  from: backendName.optional(),
  to: backendName,
  /** `start`: the settings at the start; `player`: the settings since; `schedule`: a run that changes it at fixed frames. */
  by: z.enum(['start', 'player', 'schedule']),
  /** Milliseconds from the request until the new backend ran, or that loading took. */
  tookMs: z.number(),
  /** Milliseconds of these in which the game stood still between two frames. */
  stoodMs: z.number(),
});
export type BackendChange = z.infer<typeof backendChange>;

/** What diagnostics show of a running session; sent about once a second. */
export const sessionStats = z.strictObject({
  backend: backendName,
  /** Why this backend runs. */
  backendReason,
  /** The start and the newest changes of the backend, oldest first. */
  backends: z.array(backendChange).max(100),
  module: z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number(), functions: z.number() }),
  wads: z.array(z.strictObject({ path: z.string(), sha256: z.string(), bytes: z.number() })),
  /** Milliseconds spent so far reading, validating and compiling. */
  compileMs: z.number(),
  functionsCompiled: z.number(),
  memoryBytes: z.number(),
  frames: z.number(),
  /** Milliseconds each of the newest frames took to compute, oldest first, at most 240. */
  frameMs: z.array(z.number()).max(240),
  /** The size of the newest frame. */
  frameSize: z.strictObject({ width: z.number().int(), height: z.number().int() }).optional(),
  /** Milliseconds that the sound of a frame took to compute, besides, on the average of the newest. */
  soundMs: z.number(),
  /** Absent in what the session's thread says: the process' main thread adds it. */
  sound: soundStats.optional(),
  imports: z.array(z.strictObject({ module: z.string(), name: z.string(), host: z.string() })),
  paused: z.boolean(),
});
export type SessionStats = z.infer<typeof sessionStats>;

export const logLine = z.strictObject({
  /** Milliseconds since the session began. */
  time: z.number(),
  stream: z.enum(['stdout', 'stderr', 'session']),
  text: z.string(),
});
export type LogLine = z.infer<typeof logLine>;

/** Control port, towards the engine process. */
export const controlRequest = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('start'), version: z.literal(PROTOCOL_VERSION), config: sessionConfig }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  z.strictObject({ type: z.literal('stop') }),
  /** Moves the running game to another backend, on behalf of the player; answered by `backend`. */
  z.strictObject({ type: z.literal('backend'), backend: backendName }),
  /** The game is to continue with frames of so many lines, where it can. */
  z.strictObject({ type: z.literal('lines'), lines: z.number().int().min(1).max(10_000) }),
  /** Asks for the picture that is shown, `tall` as old screens had it; answered by `screenshot`. */
  z.strictObject({ type: z.literal('screenshot'), tall: z.boolean() }),
]);
export type ControlRequest = z.infer<typeof controlRequest>;

export const noticeKind = z.enum(['error', 'info', 'log']);
export type NoticeKind = z.infer<typeof noticeKind>;

/** Control port, from the engine process. */
export const controlEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('ready'), version: z.literal(PROTOCOL_VERSION) }),
  z.strictObject({ type: z.literal('started'), title: z.string() }),
  /** Sent every second while the game makes progress or is paused; its absence for 5 s is a hang. */
  z.strictObject({ type: z.literal('heartbeat'), paused: z.boolean() }),
  z.strictObject({ type: z.literal('log'), lines: z.array(logLine) }),
  z.strictObject({ type: z.literal('stats'), stats: sessionStats }),
  /** Files in the game's home were stored, and are on the disk. */
  z.strictObject({ type: z.literal('stored') }),
  /** Something for the log. The player must know it at once, unless its kind is `log`. */
  z.strictObject({ type: z.literal('notice'), kind: noticeKind, message: sessionNotice }),
  /** An event of the game that concerns the window itself (`WINDOW_LOOK`); the player port carries it too. */
  z.strictObject({ type: z.literal('look'), event: gameEvent }),
  /** What became of a `backend` request: the backend that runs, and if it is not the one asked for, why. */
  z.strictObject({ type: z.literal('backend'), backend: backendName, kept: keptBackend.optional() }),
  /** A PNG; none before the game has shown anything. */
  z.strictObject({ type: z.literal('screenshot'), png: z.instanceof(Uint8Array).optional() }),
  /** The last message of a session. `lastFrame` is a PNG. */
  z.strictObject({
    type: z.literal('ended'),
    end: sessionEnd,
    lastFrame: z.instanceof(Uint8Array).optional(),
  }),
]);
export type ControlEvent = z.infer<typeof controlEvent>;

/** Player port, from the engine process. A frame is sent only after the one before was acknowledged; the newest wins. */
export const playerEvent = z.union([frame, sound, gameEvent]);
export type PlayerEvent = z.infer<typeof playerEvent>;

/** Player port, towards the engine process: the game's events, and what the session itself is told. */
export const playerRequest = z.discriminatedUnion('type', [
  windowEvent,
  z.strictObject({ type: z.literal('frame-ack'), seq: z.number().int() }),
  /** The window has taken the sound up to `seq`. What a window does not take in time is not sent. */
  z.strictObject({ type: z.literal('sound-ack'), seq: z.number().int() }),
  z.strictObject({ type: z.literal('sound-report'), playback: soundPlayback }),
  z.strictObject({ type: z.literal('pause') }),
  z.strictObject({ type: z.literal('resume') }),
  /** The game's time passes this many times as fast from now on, silently and with most frames left out; 1 is normal. */
  z.strictObject({ type: z.literal('speed'), times: z.number().int().min(1).max(16) }),
]);
export type PlayerRequest = z.infer<typeof playerRequest>;
