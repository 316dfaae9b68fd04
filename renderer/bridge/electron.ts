import { z } from 'zod';
import { type Bridge, PLAYER_PORT_MESSAGE } from '../../main/protocol/bridge.ts';
import {
  type EventPayload,
  type LauncherEventName,
  type LauncherRequestName,
  launcherEvents,
  type RequestAnswer,
  type RequestArgument,
} from '../../main/protocol/launcher.ts';
import type { Message } from '../../main/protocol/messages.ts';
import type { Connection, ConnectionStatus, PlayerPort, Unsubscribe } from './connection.ts';
import { IncomingPort } from './incoming-port.ts';
import { Listeners } from './listeners.ts';
import { checkedAnswer, EventHub, refusalOf } from './messages.ts';

const portMessage = z.strictObject({ type: z.literal(PLAYER_PORT_MESSAGE), session: z.number().int() });

/** The connection through Electron's preload. It lives as long as the window: there is nothing to lose or to take up again. */
export class ElectronConnection implements Connection {
  readonly status: ConnectionStatus = 'open';
  readonly loss = undefined;
  readonly #bridge: Bridge;
  readonly #events = new EventHub();
  readonly #ports = new Listeners<PlayerPort>();
  #port: IncomingPort | undefined;

  constructor(bridge: Bridge, page: Window = window) {
    this.#bridge = bridge;
    for (const name of Object.keys(launcherEvents) as LauncherEventName[]) {
      bridge.on(name, (payload) => this.#events.receive(name, payload));
    }
    page.addEventListener('message', (event) => {
      if (event.source === page) this.#onWindowMessage(event);
    });
  }

  /** Never called back: the status does not change. */
  onStatus(): Unsubscribe {
    return () => {};
  }

  async request<N extends LauncherRequestName>(
    name: N,
    ...argument: undefined extends RequestArgument<N> ? [] : [argument: RequestArgument<N>]
  ): Promise<RequestAnswer<N>> {
    const outcome = await this.#bridge.request(name, argument[0] as RequestArgument<N>);
    if (!outcome.ok) throw refusalOf(name, outcome.message);
    return checkedAnswer(name, outcome.value);
  }

  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): Unsubscribe {
    return this.#events.on(name, listener);
  }

  onPlayerPort(listener: (port: PlayerPort) => void): Unsubscribe {
    const unsubscribe = this.#ports.add(listener);
    this.#bridge.ready();
    return unsubscribe;
  }

  onProblem(listener: (message: Message) => void): Unsubscribe {
    return this.#events.problems.add(listener);
  }

  pathForFile(file: File): string {
    return this.#bridge.pathForFile(file);
  }

  #onWindowMessage(event: MessageEvent): void {
    const message = portMessage.safeParse(event.data);
    const channel = event.ports[0];
    if (!message.success || channel === undefined) return;
    this.#port?.close();
    const port = new IncomingPort(
      message.data.session,
      (request) => channel.postMessage(request),
      (problem) => this.#events.problems.emit(problem),
    );
    this.#port = port;
    channel.onmessage = ({ data }) => port.receive(data);
    this.#ports.emit(port);
  }
}
