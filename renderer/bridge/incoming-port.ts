import type { PlayerEvent, PlayerRequest } from '../../engine/session/protocol.ts';
import type { Message } from '../../main/protocol/messages.ts';
import type { PlayerPort } from './connection.ts';
import { checkedPlayerEvent } from './messages.ts';

/** A player port fed by `receive`: checks what comes, keeps it until someone listens. */
export class IncomingPort implements PlayerPort {
  readonly session: number;
  readonly #send: (message: PlayerRequest) => void;
  readonly #problem: (message: Message) => void;
  readonly sendSoundTo: PlayerPort['sendSoundTo'];
  readonly #waiting: PlayerEvent[] = [];
  #listener: ((event: PlayerEvent) => void) | undefined;
  #closed = false;

  constructor(
    session: number,
    send: (message: PlayerRequest) => void,
    problem: (message: Message) => void,
    sendSoundTo?: PlayerPort['sendSoundTo'],
  ) {
    this.session = session;
    this.#send = send;
    this.#problem = problem;
    this.sendSoundTo = sendSoundTo;
  }

  post(message: PlayerRequest): void {
    if (!this.#closed) this.#send(message);
  }

  listen(listener: (event: PlayerEvent) => void): void {
    this.#listener = listener;
    for (const event of this.#waiting.splice(0)) listener(event);
  }

  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
  }

  /** Takes a message from outside. */
  receive(message: unknown): void {
    if (this.#closed) return;
    const event = checkedPlayerEvent(message);
    if ('problem' in event) this.#problem(event.problem);
    else if (this.#listener === undefined) this.#waiting.push(event);
    else this.#listener(event);
  }
}
