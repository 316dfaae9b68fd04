import type { SessionStats } from '../../engine/session/protocol.ts';
import type { HomeExport } from '../../main/protocol/homes.ts';
import type {
  AddResult,
  LauncherState,
  LibraryEntry,
  SessionState,
  StateChanges,
} from '../../main/protocol/launcher.ts';
import { withChanges } from '../../main/protocol/state-changes.ts';
import type { ConnectionStatus, Loss } from '../bridge/connection.ts';
import { shortTitle } from '../text/game-text.ts';
import { EMPTY_SELECTION, pruned, type Selection } from './selection.ts';

export const VIEWS = ['play', 'library', 'saves', 'demos', 'settings', 'diagnostics'] as const;
export type View = (typeof VIEWS)[number];

export interface Toast {
  readonly id: number;
  readonly kind: 'error' | 'info';
  readonly text: string;
}

/** All that the window shows, except for what changes with every frame. */
export interface AppState {
  readonly connection: ConnectionStatus;
  /** Why the connection is lost, where that is known. */
  readonly loss: Loss | undefined;
  readonly view: View;
  /** Undefined until the launcher has told. */
  readonly launcher: LauncherState | undefined;
  /** Of the running or the last session. */
  readonly stats: SessionStats | undefined;
  readonly selection: Selection;
  /** The session whose end the player has seen and put away. */
  readonly dismissedEnd: number | undefined;
  readonly dismissedNotices: readonly string[];
  /** What became of the files that were added last. */
  readonly added: readonly AddResult[];
  /** How many files are being added. */
  readonly adding: number;
  readonly toasts: readonly Toast[];
  /** Homes that are being exported. */
  readonly exports: readonly HomeExport[];
}

export type AppAction =
  | { readonly type: 'connection'; readonly status: ConnectionStatus; readonly loss?: Loss | undefined }
  | { readonly type: 'view'; readonly view: View }
  | { readonly type: 'launcher'; readonly state: LauncherState }
  | { readonly type: 'changes'; readonly changes: StateChanges }
  | { readonly type: 'stats'; readonly stats: SessionStats }
  | { readonly type: 'select'; readonly selection: Selection }
  | { readonly type: 'dismiss-end'; readonly session: number }
  | { readonly type: 'dismiss-notice'; readonly notice: string }
  | { readonly type: 'adding'; readonly files: number }
  | { readonly type: 'added'; readonly results: readonly AddResult[] }
  | { readonly type: 'toast'; readonly kind: Toast['kind']; readonly text: string }
  | { readonly type: 'dismiss-toast'; readonly id: number }
  | { readonly type: 'export'; readonly progress: HomeExport };

export const INITIAL_STATE: AppState = {
  connection: 'connecting',
  loss: undefined,
  view: 'play',
  launcher: undefined,
  stats: undefined,
  selection: EMPTY_SELECTION,
  dismissedEnd: undefined,
  dismissedNotices: [],
  added: [],
  adding: 0,
  toasts: [],
  exports: [],
};

const MAX_TOASTS = 4;

export function reduce(state: AppState, action: AppAction): AppState {
  switch (action.type) {
    case 'connection':
      // What was being exported when the connection broke tells of itself again.
      return { ...state, connection: action.status, loss: action.loss, exports: [] };
    case 'view':
      return action.view === state.view ? state : { ...state, view: action.view };
    case 'launcher':
      return withLauncher(state, action.state);
    case 'changes':
      return state.launcher === undefined
        ? state
        : withLauncher(state, withChanges(state.launcher, action.changes));
    case 'stats':
      return { ...state, stats: action.stats };
    case 'select':
      return { ...state, selection: action.selection };
    case 'dismiss-end':
      return { ...state, dismissedEnd: action.session };
    case 'dismiss-notice':
      return { ...state, dismissedNotices: [...state.dismissedNotices, action.notice] };
    case 'adding':
      return { ...state, adding: action.files };
    case 'added':
      return { ...state, adding: 0, added: action.results };
    case 'toast':
      return withToast(state, action.kind, action.text);
    case 'dismiss-toast':
      return { ...state, toasts: state.toasts.filter(({ id }) => id !== action.id) };
    case 'export':
      return { ...state, exports: withExport(state.exports, action.progress) };
  }
}

function withLauncher(state: AppState, launcher: LauncherState): AppState {
  const newSession = launcher.session?.id !== state.launcher?.session?.id;
  return {
    ...state,
    launcher,
    stats: newSession ? undefined : state.stats,
    selection: pruned(state.selection, launcher.library),
  };
}

function withExport(exports: readonly HomeExport[], progress: HomeExport): HomeExport[] {
  const others = exports.filter(({ home }) => home !== progress.home);
  return progress.done ? others : [...others, progress];
}

/** The same text twice is one toast, now the newest. */
function withToast(state: AppState, kind: Toast['kind'], text: string): AppState {
  const others = state.toasts.filter((toast) => toast.text !== text);
  const id = Math.max(0, ...state.toasts.map((toast) => toast.id)) + 1;
  return { ...state, toasts: [...others, { id, kind, text }].slice(-MAX_TOASTS) };
}

/** The session that runs, or starts. */
export function activeSession(state: AppState): SessionState | undefined {
  const session = state.launcher?.session;
  return session !== null && session?.status !== 'ended' ? session : undefined;
}

/** The last session, where its end is still to be shown. */
export function endedSession(state: AppState): SessionState | undefined {
  const session = state.launcher?.session;
  if (session?.end === undefined || session.id === state.dismissedEnd) return undefined;
  return session;
}

/** What a session plays, as the library calls it: its own title names the program too, once it runs. */
export function gameTitle(state: AppState, session: SessionState): string {
  const game = state.launcher?.library.find(({ id }) => id === session.iwad);
  return shortTitle(game?.title ?? session.title);
}

/** Games, first those that came with Trapdoom, in the library's order. */
export function games(library: readonly LibraryEntry[]): LibraryEntry[] {
  const all = library.filter(({ kind }) => kind === 'iwad');
  return [...all.filter(({ bundled }) => bundled), ...all.filter(({ bundled }) => !bundled)];
}

/** The game that Play starts: the chosen one, else the first that can be played. */
export function chosenGame(state: AppState): LibraryEntry | undefined {
  const all = games(state.launcher?.library ?? []);
  return (
    all.find(({ id }) => id === state.selection.iwad) ?? all.find(({ problem }) => problem === undefined)
  );
}
