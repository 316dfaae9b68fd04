import type {
  EventPayload,
  LauncherEventName,
  LauncherRequestName,
  RequestAnswer,
  RequestArgument,
} from './launcher.ts';
import type { Message } from './messages.ts';

/** The answer to a request, or why it was refused. */
export type RequestOutcome<T = unknown> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly message: Message };

/**
 * What Electron's preload exposes to the page as `window.trapdoom`. In the browser shell there is no such object: the page opens
 * a WebSocket to `SOCKET_PATH` (wire.ts) instead.
 */
export interface Bridge {
  /** Never rejects for a refusal: an error that crosses from the preload to the page keeps nothing but its message. */
  request<N extends LauncherRequestName>(
    name: N,
    argument: RequestArgument<N>,
  ): Promise<RequestOutcome<RequestAnswer<N>>>;
  /** Calls `listener` for every event of that name; the answer ends it. */
  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): () => void;
  /** The path of a dropped or picked file, for `wad.addPaths`; empty if it has none. */
  pathForFile(file: File): string;
  /**
   * Tells the preload that the page listens. From then on a player port arrives whenever a session starts: as a `message` event of the
   * window with `event.source === window`, data `PlayerPortMessage`, and the port as `event.ports[0]`. Ports cannot cross the context
   * bridge as arguments. A page that is loaded anew cannot have the running session's port: main ends that session.
   */
  ready(): void;
}

/** The data of the window message that brings a player port. */
export interface PlayerPortMessage {
  readonly type: typeof PLAYER_PORT_MESSAGE;
  readonly session: number;
}
export const PLAYER_PORT_MESSAGE = 'trapdoom.player-port';
