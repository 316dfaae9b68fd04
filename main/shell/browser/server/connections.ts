import type { Server } from 'node:http';
import type { Duplex } from 'node:stream';

/** What connections may cost, however many peers open them and whatever these send. */
export interface ConnectionLimits {
  /** Connections at once that have not proved yet that they are the player's browser. */
  readonly strangers: number;
  /** Connections at once that have, WebSockets of pages excepted. A browser opens six to a host. */
  readonly known: number;
  /** Milliseconds in which a connection must prove itself, with a whole request. */
  readonly patienceMs: number;
  /** Milliseconds in which a connection that proved itself must read or send something. The player may be asked where to save a download. */
  readonly idleMs: number;
}
export const CONNECTION_LIMITS: ConnectionLimits = {
  strangers: 64,
  known: 64,
  patienceMs: 10_000,
  idleMs: 5 * 60_000,
};

/**
 * Watches every connection of the page server from its first moment. Any process of this machine can connect. One that resets must
 * not throw an error that nobody handles. Those that stall must not use up memory and descriptors. Beyond a limit the oldest
 * connection is closed, not the newest refused. The player's browser proves itself at once, so it gets in however many others wait.
 */
export class Connections {
  readonly #limits: ConnectionLimits;
  /** Oldest first. */
  readonly #strangers = new Map<Duplex, NodeJS.Timeout>();
  readonly #known = new Set<Duplex>();

  constructor(server: Server, limits: ConnectionLimits = CONNECTION_LIMITS) {
    this.#limits = limits;
    server.headersTimeout = limits.patienceMs;
    server.requestTimeout = limits.patienceMs;
    server.timeout = limits.idleMs;
    server.prependListener('connection', (socket) => this.#add(socket));
    server.on('clientError', (_error, socket) => refuse(socket, '400 Bad Request'));
    // Such as no descriptor being left for the next connection: those that are open continue.
    server.on('error', (error) => console.error(`The page server: ${error.message}`));
  }

  /** The connection has proved that it is the player's browser. */
  trust(socket: Duplex): void {
    this.#forget(socket);
    if (socket.destroyed) return;
    this.#known.add(socket);
    if (this.#known.size > this.#limits.known) this.#closeFirst(this.#known);
  }

  /** The connection has become a page's WebSocket, which may last and be silent. */
  release(socket: Duplex): void {
    this.#forget(socket);
  }

  #add(socket: Duplex): void {
    // What is wrong with a connection ends in `close`.
    socket.on('error', () => {});
    socket.once('close', () => this.#forget(socket));
    const deadline = setTimeout(() => socket.destroy(), this.#limits.patienceMs).unref();
    this.#strangers.set(socket, deadline);
    if (this.#strangers.size > this.#limits.strangers) this.#closeFirst(this.#strangers.keys());
  }

  #closeFirst(sockets: Iterable<Duplex>): void {
    for (const socket of sockets) {
      socket.destroy();
      this.#forget(socket);
      return;
    }
  }

  #forget(socket: Duplex): void {
    clearTimeout(this.#strangers.get(socket));
    this.#strangers.delete(socket);
    this.#known.delete(socket);
  }
}

/** Ends a raw connection with a status line. Nothing is read from it any more, and it closes even if the peer does not. */
export function refuse(socket: Duplex, status: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  socket.once('finish', () => socket.destroy());
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
