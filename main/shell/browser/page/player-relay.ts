import { z } from 'zod';
import { gameEvent } from '../../../../engine/host/events.ts';
import { type PlayerRequest, playerRequest } from '../../../../engine/session/protocol.ts';
import type { ForkedEngine } from '../engine-fork.ts';

/**
 * What is relayed to the page. Of frames and sound only the head is used here, and checked. The page validates the whole, and alone
 * reads pixels and samples. Everything else is small, and checked as the page does.
 */
const relayed = z.union([
  z.looseObject({ type: z.literal(['frame', 'sound']), seq: z.number().int() }),
  gameEvent,
]);
export type Relayed = z.infer<typeof relayed>;

/** A page that can show a game. */
export interface PlayerPage {
  open(session: number): void;
  deliver(session: number, message: Relayed): void;
  close(session: number): void;
}

/**
 * Carries the player port of the newest session to the newest page. The engine sends a frame only after the one before was
 * acknowledged, and only so much sound ahead. For a page that has left, or is not there yet, both are acknowledged here.
 */
export class PlayerRelay {
  readonly #pages: PlayerPage[] = [];
  #game: { readonly session: number; readonly engine: ForkedEngine } | undefined;
  #unacknowledged: number | undefined;
  /** The newest sound that the engine sent. */
  #sound: number | undefined;

  /** A session starts; whatever was before has ended. */
  start(session: number, engine: ForkedEngine): void {
    this.#game = { session, engine };
    this.#unacknowledged = undefined;
    this.#sound = undefined;
    engine.onPlayerMessage((message) => this.#fromEngine(session, message));
    engine.onExit(() => this.#ended(session));
    this.#owner?.open(session);
  }

  /** A page has come: it takes over. */
  attach(page: PlayerPage): void {
    this.#handOver(() => this.#pages.push(page));
  }

  /** A page has gone: the one before it, if it is still there, takes over. */
  detach(page: PlayerPage): void {
    this.#handOver(() => this.#pages.splice(this.#pages.indexOf(page), 1));
  }

  /** A message from a page. One for a session that is over, or from a page that was taken over from, is late, not wrong. */
  fromPage(page: PlayerPage, session: number, message: unknown): void {
    if (page !== this.#owner || session !== this.#game?.session) return;
    const parsed = playerRequest.safeParse(message);
    if (!parsed.success) return;
    if (parsed.data.type === 'frame-ack') this.#unacknowledged = undefined;
    this.#post(parsed.data);
  }

  get #owner(): PlayerPage | undefined {
    return this.#pages.at(-1);
  }

  #handOver(change: () => void): void {
    const before = this.#owner;
    change();
    if (this.#owner === before || this.#game === undefined) return;
    const { session } = this.#game;
    before?.close(session);
    this.#post({ type: 'release-keys' });
    this.#acknowledge();
    this.#owner?.open(session);
  }

  /** What is no message of the protocol goes nowhere: it might not even survive the way to the page. */
  #fromEngine(session: number, message: unknown): void {
    if (session !== this.#game?.session) return;
    const parsed = relayed.safeParse(message);
    if (!parsed.success) return;
    const event = parsed.data;
    if (event.type === 'frame') this.#unacknowledged = event.seq;
    if (event.type === 'sound') this.#sound = event.seq;
    if (this.#owner === undefined) this.#acknowledge();
    else this.#owner.deliver(session, event);
  }

  #ended(session: number): void {
    if (session !== this.#game?.session) return;
    this.#game = undefined;
    this.#owner?.close(session);
  }

  #acknowledge(): void {
    if (this.#sound !== undefined) this.#post({ type: 'sound-ack', seq: this.#sound });
    this.#sound = undefined;
    if (this.#unacknowledged === undefined) return;
    this.#post({ type: 'frame-ack', seq: this.#unacknowledged });
    this.#unacknowledged = undefined;
  }

  #post(message: PlayerRequest): void {
    this.#game?.engine.postPlayer(message);
  }
}
