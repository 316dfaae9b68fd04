import type { SourcePort } from '../../engine/games/source-ports.ts';
import type { PlayTime } from '../homes/play-time.ts';
import type { LibraryEntry, SessionState } from '../protocol/launcher.ts';
import { endMessageText } from '../protocol/texts/index.ts';
import type { PlayPicture } from './play-picture.ts';
import type { StoredSession } from './record.ts';
import type { Session } from './session.ts';
import type { StartedGame } from './start.ts';
import type { FileFacts } from './stored-session.ts';

/** A session and what it plays. */
export interface Play {
  readonly id: number;
  readonly session: Session;
  readonly module: FileFacts;
  /** The source port that plays; undefined where a module of the player's own does. */
  readonly port: SourcePort | undefined;
  /** The name of the home's folder. */
  readonly home: string;
  /** Add-ons as the player has ordered them; the game's own order is that of `started`. */
  readonly pwads: readonly LibraryEntry[];
  readonly merge: readonly string[];
  readonly started: StartedGame;
  readonly time: PlayTime;
  readonly picture: PlayPicture;
  /** Whether the module takes the keys that Doom has. */
  readonly keys: boolean;
}

const PLAYS = { title: 'game', save: 'game', record: 'recording', demo: 'demo', time: 'timing' } as const;

/** What the window is told of it. */
export function sessionState({
  id,
  session,
  port,
  pwads,
  keys,
  started: { iwad, start },
}: Play): SessionState {
  return {
    id,
    iwad: iwad.id,
    pwads: pwads.map((wad) => wad.id),
    ...(port !== undefined && { port }),
    backend: session.backend,
    ...(session.keptBackend !== undefined && { keptBackend: session.keptBackend }),
    status: session.status,
    title: session.title,
    ...(keys ? {} : { keys }),
    plays: PLAYS[start.kind === 'demo' && start.time ? 'time' : start.kind],
    ...(session.end === undefined ? {} : { end: session.end }),
  };
}

/** What is kept of it for diagnostics. */
export function storedSession({ session, module, port, pwads, started: { iwad } }: Play): StoredSession {
  return {
    record: {
      startedAt: session.startedAt.toISOString(),
      config: session.config,
      module,
      ...(port !== undefined && { port }),
      wads: [iwad, ...pwads].map(({ path, id, bytes }) => ({ path, sha256: id, bytes })),
      stats: session.stats ?? null,
      log: session.log,
      end: session.end === undefined ? null : { ...session.end, text: endMessageText(session.end) },
    },
    lastFrame: session.lastFrame,
  };
}
