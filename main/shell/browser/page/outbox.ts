import { WebSocket } from 'ws';
import { encode, type ServerMessage } from '../../../protocol/wire.ts';

/** How many bytes may wait for a page that does not read. */
export interface OutboxLimits {
  /**
   * For what the page has not requested: events, titles, icons. While a game is played that is some kilobytes a second. A page that
   * has the limit waiting has not read for hours, or receives more than it can show.
   */
  readonly told: number;
  /** Of replies, besides the newest. One reply may be an export of hundreds of megabytes, which a page takes a while to read. */
  readonly answers: number;
}
export const OUTBOX_LIMITS: OutboxLimits = { told: 64 * 1024 * 1024, answers: 1024 * 1024 * 1024 };

/** What a message costs besides its own bytes, approximately. */
const MESSAGE_COST = 512;

/**
 * Sends messages to one page, and keeps account of those that the page has not taken. `ws` keeps all of them in memory, so a page that
 * stops reading would fill the launcher. Frames and sound are not counted, because the engine process waits for the page's
 * acknowledgement (of one frame, of one second of sound).
 */
export class Outbox {
  readonly #socket: WebSocket;
  readonly #onFull: () => void;
  readonly #limits: OutboxLimits;
  readonly #waiting = { told: 0, answers: 0 };
  #full = false;

  /** @param onFull called once, when too much waits; nothing is sent from then on. */
  constructor(socket: WebSocket, onFull: () => void, limits: OutboxLimits = OUTBOX_LIMITS) {
    this.#socket = socket;
    this.#onFull = onFull;
    this.#limits = limits;
  }

  /** Throws WireError for what the wire cannot carry. Does nothing once the socket is not open any more. */
  send(message: ServerMessage): void {
    if (this.#full || this.#socket.readyState !== WebSocket.OPEN) return;
    const account = accountOf(message);
    if (account !== undefined && this.#waiting[account] > this.#limits[account]) {
      this.#full = true;
      this.#onFull();
      return;
    }
    const data = encode(message);
    if (account === undefined) {
      this.#socket.send(data);
      return;
    }
    const cost = data.length + MESSAGE_COST;
    this.#waiting[account] += cost;
    this.#socket.send(data, () => (this.#waiting[account] -= cost));
  }
}

function accountOf(message: ServerMessage): keyof OutboxLimits | undefined {
  if (message.kind === 'answer') return 'answers';
  return message.kind === 'player' && isAcknowledged(message.message) ? undefined : 'told';
}

function isAcknowledged(message: unknown): boolean {
  const type =
    typeof message === 'object' && message !== null && 'type' in message ? message.type : undefined;
  return type === 'frame' || type === 'sound';
}
