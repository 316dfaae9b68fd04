import type { PlayerEvent, PlayerRequest } from '../../engine/session/protocol.ts';
import type {
  EventPayload,
  LauncherEventName,
  LauncherRequestName,
  RequestAnswer,
  RequestArgument,
} from '../../main/protocol/launcher.ts';
import type { Message } from '../../main/protocol/messages.ts';

/** `lost` is final: the launcher has ended, this window can do nothing more. */
export type ConnectionStatus = 'connecting' | 'open' | 'reconnecting' | 'lost';

/** Why a connection is lost, for the player. */
export interface Loss {
  readonly title: string;
  readonly message: Message;
}

/** Ends a subscription: its listener is not called again. */
export type Unsubscribe = () => void;

/**
 * The window's way to the launcher, the same over Electron's bridge and over the browser shell's WebSocket. Whatever comes in is
 * validated before anyone sees it.
 */
export interface Connection {
  readonly status: ConnectionStatus;
  /** Why the status is `lost`, where that is known. */
  readonly loss: Loss | undefined;
  onStatus(listener: (status: ConnectionStatus) => void): Unsubscribe;
  /** Rejects with a Refusal. */
  request<N extends LauncherRequestName>(
    name: N,
    ...argument: undefined extends RequestArgument<N> ? [] : [argument: RequestArgument<N>]
  ): Promise<RequestAnswer<N>>;
  on<N extends LauncherEventName>(name: N, listener: (payload: EventPayload<N>) => void): Unsubscribe;
  /** Called with the port of each session that starts, or that runs already when the window opens. */
  onPlayerPort(listener: (port: PlayerPort) => void): Unsubscribe;
  /** Called when the other side sends what this window does not understand. */
  onProblem(listener: (message: Message) => void): Unsubscribe;
  /** The path of a dropped or picked file; empty where the shell gives none. */
  pathForFile(file: File): string;
}

/** The direct line to one running game. */
export interface PlayerPort {
  readonly session: number;
  post(message: PlayerRequest): void;
  /** One listener; events that come before it is set wait for it. */
  listen(listener: (event: PlayerEvent) => void): void;
  /** Has the game's sound go to `speaker` as blocks, past this thread, no longer to the listener. Absent where it has no other way. */
  readonly sendSoundTo?: ((speaker: MessagePort) => void) | undefined;
  /** Nothing more is posted or heard. */
  close(): void;
}
