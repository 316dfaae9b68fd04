import type { GameEvent } from '../../engine/host/events.ts';
import type { ControlRequest } from '../../engine/session/protocol.ts';
import type { EventPayload, LauncherEventName, SavedFile } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';

/**
 * The port between the launcher and what it runs in. Everything above it is the same code in Electron and in the browser shell. An
 * adapter owns windows, dialogs and processes, and knows nothing of WADs, settings or sessions.
 */
export interface Shell {
  readonly kind: 'electron' | 'browser';
  /** Whether `chooseWads` can ask. */
  readonly fileDialogs: boolean;
  /** Whether files that are dropped on the window have paths. */
  readonly filePaths: boolean;
  /** Versions of what the shell is made of, for diagnostics. */
  readonly versions: Readonly<Record<string, string>>;
  /** Starts an engine process whose player port goes to the window. Throws if there is none to start. */
  forkEngine(session: number): EngineProcess;
  /** Asks the player for WADs; the paths chosen, none if cancelled. Throws where `fileDialogs` is false. */
  chooseWads(): Promise<string[]>;
  /** Stores a file where the player chooses, or hands it over for download. Rejects with a Refusal. */
  saveFile(file: OutgoingFile): Promise<SavedFile>;
  /** The same for a file that is too large to be held in memory. Nothing is left of a file whose `write` throws. */
  saveLargeFile(file: LargeFile): Promise<SavedFile>;
  /**
   * Puts the window in full screen or out of it, where the page may not. Returns whether it is, or is about to be, in full screen: systems
   * take their time, and the `fullscreen` event says what became of it.
   */
  setFullscreen(on: boolean): boolean;
  /** Gives the window the title or the icon of the game that runs; undefined once it has ended: the window has its own again. */
  setLook(event: GameEvent | undefined): void;
  /** Told whenever a game starts or stops running unpaused: the screen must not sleep meanwhile. */
  playing(active: boolean): void;
}

/** A file on its way from the launcher to the player. */
export interface OutgoingFile {
  /** What the player does with it, as the title of a dialog: "Export diagnostics". */
  readonly title: string;
  /** The suggested name, with its extension, without a folder. */
  readonly name: string;
  readonly content: Uint8Array<ArrayBuffer>;
}

/** A file that is made when its place is known. */
export interface LargeFile extends Omit<OutgoingFile, 'content'> {
  /**
   * Makes the file at this path, where nothing is yet, and flushes it. What it throws, the shell throws. Not called where the player
   * cancels.
   */
  readonly write: (file: string) => Promise<void>;
}

/** A started engine process, seen from main. */
export interface EngineProcess {
  /** Sends on the control port. The `start` message takes the player port along, where the port needs that. */
  post(message: ControlRequest): void;
  /** What comes on the control port, unvalidated. */
  onMessage(listener: (message: unknown) => void): void;
  /** What the process writes to its standard output and error: nothing, unless it fails. */
  onOutput(listener: (text: string) => void): void;
  /** Called once, when the process is gone, with how: "exit code 1", "signal SIGKILL". */
  onExit(listener: (how: string) => void): void;
  /** Ends the process at once, whatever it does. Harmless when it is gone. */
  kill(): void;
}

/** What a shell's windows need of the launcher. */
export interface LauncherPort {
  /** Handles one request from a window. Name and argument are outside input. Rejects with a Refusal. */
  request(name: string, argument: unknown): Promise<unknown>;
  /** Calls `listener` for every event; the answer ends it. */
  onEvent(listener: LauncherEventListener): () => void;
  /** Shows the player one more notice. */
  notify(notice: Message): void;
  /**
   * Takes a file that the system or the command line names: adds a WAD, plays on a module from now on. A refusal becomes a notice.
   */
  openWad(file: string): Promise<void>;
  /** Ends a running session. The launcher must not be used afterwards. */
  close(): Promise<void>;
}

export type LauncherEventListener = <N extends LauncherEventName>(name: N, payload: EventPayload<N>) => void;
