import type { WebSocket } from 'ws';
import type { Message } from '../../../protocol/messages.ts';
import { messageOfError } from '../../../protocol/refusal.ts';
import { decode, type PageMessage, pageMessage, type ServerMessage } from '../../../protocol/wire.ts';
import type { LauncherPort } from '../../shell.ts';
import { Outbox, type OutboxLimits } from './outbox.ts';
import type { PlayerPage, PlayerRelay } from './player-relay.ts';

/** How a page's connection ended: by the page, or by the launcher because the page did not read. */
export type PageEnd = 'left' | 'dropped';

const DROPPED: Message = { code: 'window-dropped', params: {} };

/** Connects WebSockets of pages to the launcher and to the games' player ports. */
export class Pages {
  readonly #launcher: LauncherPort;
  readonly #relay: PlayerRelay;
  readonly #limits: OutboxLimits | undefined;
  readonly #outboxes = new Set<Outbox>();
  /** Pages that were dropped and have not been told yet. They reconnect by themselves, usually as the next. */
  #dropped = 0;
  /** Why the launcher ends, once it does. */
  #ending: Message | undefined;

  constructor(launcher: LauncherPort, relay: PlayerRelay, limits?: OutboxLimits) {
    this.#launcher = launcher;
    this.#relay = relay;
    this.#limits = limits;
  }

  /** Serves a page until its socket closes, and then calls `onEnd`. */
  connect(socket: WebSocket, onEnd: (how: PageEnd) => void = () => {}): void {
    // Whatever is wrong with a socket ends in `close`; without a listener it would end the launcher.
    socket.on('error', () => {});
    let how: PageEnd = 'left';
    const drop = () => {
      how = 'dropped';
      this.#dropped++;
      // A closing handshake would wait behind all that the page does not read.
      socket.terminate();
    };
    const outbox = new Outbox(socket, drop, this.#limits);
    if (this.#ending !== undefined) {
      tellOf(outbox, { kind: 'ending', message: this.#ending });
      socket.once('close', () => onEnd('left'));
      socket.close();
      return;
    }
    const tell = (message: ServerMessage) => tellOf(outbox, message);
    const player: PlayerPage = {
      open: (session) => tell({ kind: 'player-open', session }),
      deliver: (session, message) => tell({ kind: 'player', session, message }),
      close: (session) => tell({ kind: 'player-close', session }),
    };
    socket.on('message', (data, isBinary) => {
      const message = isBinary && data instanceof Uint8Array ? parse(data) : undefined;
      // A page that does not speak the protocol is another version's: 1003 is "cannot accept this data" (RFC 6455, 7.4.1).
      if (message === undefined) socket.close(1003, 'not a message of this protocol');
      // The launcher must not be used once it has closed.
      else if (this.#ending !== undefined) return;
      else if (message.kind === 'player') this.#relay.fromPage(player, message.session, message.message);
      else this.#answer(message, outbox);
    });
    const unsubscribe = this.#launcher.onEvent((name, payload) => tell({ kind: 'event', name, payload }));
    this.#outboxes.add(outbox);
    socket.once('close', () => {
      unsubscribe();
      this.#outboxes.delete(outbox);
      this.#relay.detach(player);
      onEnd(how);
    });
    if (this.#dropped > 0) {
      this.#dropped--;
      tell({ kind: 'event', name: 'message', payload: { kind: 'info', message: DROPPED } });
    }
    this.#relay.attach(player);
  }

  /** Tells every page, and those that still come, that the launcher ends, and why. Nothing that they ask for is done any more. */
  end(message: Message): void {
    this.#ending = message;
    for (const outbox of this.#outboxes) tellOf(outbox, { kind: 'ending', message });
  }

  #answer({ id, name, argument }: PageMessage & { kind: 'request' }, outbox: Outbox): void {
    this.#launcher
      .request(name, argument)
      .then((value) => outbox.send({ kind: 'answer', id, ok: true, value }))
      .catch((error: unknown) => tellOf(outbox, { kind: 'refused', id, message: messageOfError(error) }));
  }
}

/** Sends what the launcher or a game says by itself: that the wire cannot carry it must not fail in their code. */
function tellOf(outbox: Outbox, message: ServerMessage): void {
  try {
    outbox.send(message);
  } catch (error) {
    console.error(`A message (${message.kind}) could not be sent to the window: ${(error as Error).message}`);
  }
}

function parse(data: Uint8Array): PageMessage | undefined {
  try {
    return pageMessage.parse(decode(data));
  } catch {
    return undefined;
  }
}
