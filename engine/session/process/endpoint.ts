import { envelope } from '../protocol.ts';

/** One end of a port: messages are unvalidated; whoever listens checks them. */
export interface EndPoint {
  post(message: unknown): void;
  /** Sets the one listener. Messages that came earlier are delivered to it. */
  onMessage(listener: (message: unknown) => void): void;
  /** Called once when the other side is gone. */
  onClose(listener: () => void): void;
  /** Resolves once what was posted has left this process, as far as the channel lets that be known. */
  close(): Promise<void>;
}

/** The part of Electron's MessagePortMain that is used here. */
export interface ElectronPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { data: unknown; ports: ElectronPort[] }) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  start?(): void;
  close?(): void;
}

/** The part of a forked Node process (`process` itself) that is used here. */
export interface ForkedProcess {
  send?(message: unknown, callback?: (error: Error | null) => void): boolean;
  on(event: 'message', listener: (message: unknown) => void): unknown;
  on(event: 'disconnect', listener: () => void): unknown;
  /** Present in Electron's utilityProcess only. */
  readonly parentPort?: ElectronPort;
}

/** Electron's ports deliver asynchronously and say nothing of it: the time given to a last message, in milliseconds. */
const ELECTRON_FLUSH_MS = 250;

/**
 * The two ports of an engine process: `control` at once, `player` when it comes (with Electron it travels on the start message).
 * Throws if the process was not forked by either kind of parent.
 */
export function connectParent(forked: ForkedProcess): { control: EndPoint; player: EndPoint } {
  if (forked.parentPort !== undefined) return electronParent(forked.parentPort);
  if (forked.send !== undefined) return forkParent(forked, forked.send.bind(forked));
  throw new Error(
    'The engine process is started by Trapdoom itself, not by hand: it has no parent to talk to.',
  );
}

function electronParent(parent: ElectronPort): { control: EndPoint; player: EndPoint } {
  // Nothing tells that the control port is closed: a utility process ends with the browser process that started it.
  const control = new Inbox();
  const player = new Inbox();
  let playerPort: ElectronPort | undefined;
  parent.on('message', ({ data, ports }) => {
    const port = ports[0];
    if (port !== undefined && playerPort === undefined) {
      playerPort = port;
      port.on('message', (event) => player.deliver(event.data));
      port.on('close', () => player.end());
      port.start?.();
    }
    control.deliver(data);
  });
  const flushed = () => new Promise<void>((resolve) => setTimeout(resolve, ELECTRON_FLUSH_MS));
  return {
    control: control.endPoint((message) => parent.postMessage(message), flushed),
    player: player.endPoint((message) => playerPort?.postMessage(message), flushed),
  };
}

function forkParent(
  forked: ForkedProcess,
  send: NonNullable<ForkedProcess['send']>,
): { control: EndPoint; player: EndPoint } {
  const inboxes = { control: new Inbox(), player: new Inbox() };
  forked.on('message', (raw) => {
    const parsed = envelope.safeParse(raw);
    if (parsed.success) inboxes[parsed.data.port].deliver(parsed.data.message);
    else inboxes.control.deliver(raw);
  });
  forked.on('disconnect', () => {
    inboxes.control.end();
    inboxes.player.end();
  });
  let unsent = 0;
  let drained: (() => void) | undefined;
  const post = (port: 'control' | 'player') => (message: unknown) => {
    unsent++;
    // The callback also takes the error of a channel that is closing, which would otherwise be thrown.
    send({ port, message }, () => {
      if (--unsent === 0) drained?.();
    });
  };
  const flushed = () =>
    new Promise<void>((resolve) => {
      if (unsent === 0) resolve();
      else drained = resolve;
    });
  return {
    control: inboxes.control.endPoint(post('control'), flushed),
    player: inboxes.player.endPoint(post('player'), flushed),
  };
}

/** Keeps messages until someone listens: the start message brings the player port before anyone could. */
class Inbox {
  readonly #waiting: unknown[] = [];
  #listener: ((message: unknown) => void) | undefined;
  #closeListener: (() => void) | undefined;
  #ended = false;

  deliver(message: unknown): void {
    if (this.#listener === undefined) this.#waiting.push(message);
    else this.#listener(message);
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#closeListener?.();
  }

  endPoint(post: (message: unknown) => void, close: () => Promise<void>): EndPoint {
    return {
      post,
      close,
      onMessage: (listener) => {
        this.#listener = listener;
        for (const message of this.#waiting.splice(0)) listener(message);
      },
      onClose: (listener) => {
        this.#closeListener = listener;
        if (this.#ended) listener();
      },
    };
  }
}
