import type {
  EventPayload,
  LauncherEventName,
  LauncherRequestName,
  RequestAnswer,
  RequestArgument,
} from '../../main/protocol/launcher.ts';
import type { Message } from '../../main/protocol/messages.ts';
import { Refusal } from '../../main/protocol/refusal.ts';
import {
  decode,
  encode,
  MAX_MESSAGE_BYTES,
  type PageMessage,
  type ServerMessage,
  serverMessage,
} from '../../main/protocol/wire.ts';
import type { Connection, ConnectionStatus, Loss, PlayerPort, Unsubscribe } from './connection.ts';
import { IncomingPort } from './incoming-port.ts';
import { Listeners } from './listeners.ts';
import { checkedAnswer, EventHub } from './messages.ts';

/** What is used of a WebSocket, whose messages are ArrayBuffers. */
export interface Socket {
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: (() => void) | null;
  /** Takes `data` away from the caller. */
  send(data: Uint8Array<ArrayBuffer>): void;
  /** Has the sound of a session go to `speaker` from now on; what came before may be on its way here still. */
  sendSoundTo(session: number, speaker: MessagePort): void;
  close(): void;
}

/** Waits before each new attempt, in milliseconds. A live launcher replies at once. After the last attempt, it counts as ended. */
const RETRIES = [200, 400, 800, 1600] as const;

interface Pending {
  readonly message: Uint8Array<ArrayBuffer>;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** The connection to the browser shell: a WebSocket that carries the messages of `wire.ts`, taken up again when it breaks. */
export class SocketConnection implements Connection {
  readonly #connect: () => Socket;
  readonly #events = new EventHub();
  readonly #statuses = new Listeners<ConnectionStatus>();
  readonly #ports = new Listeners<PlayerPort>();
  readonly #pending = new Map<number, Pending>();
  #status: ConnectionStatus = 'connecting';
  #loss: Loss | undefined;
  #socket: Socket | undefined;
  #port: IncomingPort | undefined;
  #nextId = 0;
  #attempt = 0;

  constructor(connect: () => Socket) {
    this.#connect = connect;
    this.#open();
  }

  get status(): ConnectionStatus {
    return this.#status;
  }

  get loss(): Loss | undefined {
    return this.#loss;
  }

  onStatus(listener: (status: ConnectionStatus) => void): Unsubscribe {
    return this.#statuses.add(listener);
  }

  async request<N extends LauncherRequestName>(
    name: N,
    ...argument: undefined extends RequestArgument<N> ? [] : [argument: RequestArgument<N>]
  ): Promise<RequestAnswer<N>> {
    return checkedAnswer(name, await this.#ask(name, argument[0]));
  }

  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): Unsubscribe {
    return this.#events.on(name, listener);
  }

  onPlayerPort(listener: (port: PlayerPort) => void): Unsubscribe {
    const unsubscribe = this.#ports.add(listener);
    if (this.#port !== undefined) listener(this.#port);
    return unsubscribe;
  }

  onProblem(listener: (message: Message) => void): Unsubscribe {
    return this.#events.problems.add(listener);
  }

  pathForFile(): string {
    return '';
  }

  #ask(name: string, argument: unknown): Promise<unknown> {
    if (this.#status === 'lost')
      return Promise.reject(new Refusal(this.#loss?.message ?? { code: 'launcher-ended', params: {} }));
    if (this.#status === 'reconnecting') {
      return Promise.reject(new Refusal({ code: 'launcher-silent', params: {} }));
    }
    const id = this.#nextId++;
    const message = encode({ kind: 'request', id, name, argument } satisfies PageMessage);
    if (message.length > MAX_MESSAGE_BYTES) {
      return Promise.reject(new Refusal({ code: 'request-too-large', params: {} }));
    }
    return new Promise((resolve, reject) => {
      this.#pending.set(id, { message, resolve, reject });
      if (this.#status === 'open') this.#socket?.send(message);
    });
  }

  #open(): void {
    const socket = this.#connect();
    this.#socket = socket;
    socket.onopen = () => {
      this.#attempt = 0;
      // Requests from before the first connection; those of who hears of it now are sent by themselves.
      for (const { message } of this.#pending.values()) socket.send(message);
      this.#setStatus('open');
    };
    socket.onmessage = ({ data }) => this.#onMessage(data);
    socket.onclose = () => this.#onClose();
  }

  #onClose(): void {
    this.#closePort();
    const wait = this.#loss === undefined ? RETRIES[this.#attempt++] : undefined;
    this.#setStatus(wait === undefined ? 'lost' : 'reconnecting');
    this.#rejectAll();
    if (wait !== undefined) setTimeout(() => this.#open(), wait);
  }

  /** Closes the socket, without waiting for the other side. */
  #leave(): void {
    if (this.#socket === undefined) return;
    this.#socket.onclose = null;
    this.#socket.close();
    this.#onClose();
  }

  #rejectAll(): void {
    for (const { reject } of this.#pending.values()) {
      reject(new Refusal({ code: 'connection-broken', params: {} }));
    }
    this.#pending.clear();
  }

  #onMessage(data: unknown): void {
    const message = data instanceof ArrayBuffer ? parse(new Uint8Array(data)) : undefined;
    if (message !== undefined) this.#receive(message);
    else this.#events.problems.emit({ code: 'message-unreadable', params: {} });
  }

  #receive(message: ServerMessage): void {
    switch (message.kind) {
      case 'answer':
      case 'refused': {
        const pending = this.#pending.get(message.id);
        this.#pending.delete(message.id);
        if (message.kind === 'answer') pending?.resolve(message.value);
        else pending?.reject(new Refusal(message.message));
        return;
      }
      case 'event':
        this.#events.receive(message.name, message.payload);
        return;
      case 'player-open':
        this.#openPort(message.session);
        return;
      case 'player':
        if (message.session === this.#port?.session) this.#port.receive(message.message);
        return;
      case 'player-close':
        if (message.session === this.#port?.session) this.#closePort();
        return;
      case 'ending':
        this.#loss = { title: 'Trapdoom has ended', message: message.message };
        this.#leave();
    }
  }

  #openPort(session: number): void {
    this.#closePort();
    this.#port = new IncomingPort(
      session,
      (message) => this.#send({ kind: 'player', session, message }),
      (problem) => this.#events.problems.emit(problem),
      (speaker) => this.#socket?.sendSoundTo(session, speaker),
    );
    this.#ports.emit(this.#port);
  }

  #closePort(): void {
    this.#port?.close();
    this.#port = undefined;
  }

  #send(message: PageMessage): void {
    if (this.#status === 'open') this.#socket?.send(encode(message));
  }

  #setStatus(status: ConnectionStatus): void {
    if (status === this.#status) return;
    this.#status = status;
    this.#statuses.emit(status);
  }
}

function parse(data: Uint8Array): ServerMessage | undefined {
  try {
    return serverMessage.parse(decode(data));
  } catch {
    return undefined;
  }
}
