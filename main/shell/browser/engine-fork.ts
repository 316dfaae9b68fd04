import { type ChildProcess, fork } from 'node:child_process';
import { engineEnvironment } from '../../../engine/session/process/environment.ts';
import { type Envelope, envelope } from '../../../engine/session/protocol.ts';
import type { EngineProcess } from '../shell.ts';

/** An engine process as a forked Node process, both of whose ports share its one channel. */
export interface ForkedEngine extends EngineProcess {
  postPlayer(message: unknown): void;
  /** What comes on the player port, unvalidated. */
  onPlayerMessage(listener: (message: unknown) => void): void;
}

/** Forks the engine process at `entry`. */
export function forkEngine(entry: string): ForkedEngine {
  const child = fork(entry, [], {
    serialization: 'advanced',
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    // Flags of the launcher's own (a debugger's port) are not the engine's.
    execArgv: [],
    env: engineEnvironment(),
  });
  const send = (message: Envelope) => {
    // A process that is gone is reported by its exit; the callback takes the error of a channel that closes meanwhile.
    if (child.connected) child.send(message, () => {});
  };
  const onPort = (port: Envelope['port'], listener: (message: unknown) => void) => {
    child.on('message', (raw) => {
      const parsed = envelope.safeParse(raw);
      if (parsed.success && parsed.data.port === port) listener(parsed.data.message);
      else if (!parsed.success && port === 'control') listener(raw);
    });
  };
  // Without a listener an error of the process or of its output would end the launcher.
  for (const source of [child, child.stdout, child.stderr]) source?.on('error', () => {});
  return {
    post: (message) => send({ port: 'control', message }),
    postPlayer: (message) => send({ port: 'player', message }),
    onMessage: (listener) => onPort('control', listener),
    onPlayerMessage: (listener) => onPort('player', listener),
    onOutput: (listener) => {
      for (const stream of [child.stdout, child.stderr]) stream?.setEncoding('utf8').on('data', listener);
    },
    onExit: (listener) => onceGone(child, listener),
    kill: () => {
      child.kill('SIGKILL');
    },
  };
}

/** How long output of a process that is gone is waited for, in milliseconds. */
const OUTPUT_MS = 500;

function onceGone(child: ChildProcess, listener: (how: string) => void): void {
  let told = false;
  const tell = (how: string) => {
    if (told) return;
    told = true;
    listener(how);
  };
  // A signal that cannot be sent is an `error`, too: only a process that never started is gone by it.
  child.on('error', (error) => child.pid === undefined && tell(error.message));
  child.once('exit', (code, signal) => {
    const how = signal === null ? `exit code ${code}` : `signal ${signal}`;
    // What it wrote last says why; it may still be on its way, unless a child of its own holds the pipe.
    child.once('close', () => tell(how));
    setTimeout(() => tell(how), OUTPUT_MS).unref();
  });
}
