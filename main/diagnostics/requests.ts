import type { LogLine } from '../../engine/session/protocol.ts';
import type { Settings } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import type { Handlers } from '../requests.ts';
import type { StoredSession } from '../sessions/record.ts';
import type { Session } from '../sessions/session.ts';
import type { Shell } from '../shell/shell.ts';
import type { Task } from '../task.ts';
import { diagnosticsName } from './export.ts';
import type { PackDiagnosticsRequest, PackedDiagnostics } from './pack.ts';

interface DiagnosticsRequests {
  readonly shell: Shell;
  readonly notices: readonly Message[];
  readonly versions: Readonly<Record<string, string>>;
  settings(): Settings;
  /** The running or the last session since the launcher was opened. */
  session(): Session | undefined;
  /** What is kept of it. */
  record(): StoredSession | undefined;
  readonly userData: string;
  readonly pack: Task<PackDiagnosticsRequest, PackedDiagnostics>;
  /** Tells the player what stays to be read. */
  notify(notice: Message): void;
}

/** The window's requests about how a session went. */
export function diagnosticsHandlers(
  from: DiagnosticsRequests,
): Handlers<'diagnostics' | 'diagnostics.export'> {
  const { shell, notices, versions } = from;
  return {
    diagnostics: async () => {
      const session = from.session();
      return {
        stats: session?.stats ?? null,
        log: newest(session?.log ?? []),
        end: session?.end ?? null,
        versions: { ...versions },
      };
    },
    'diagnostics.export': async (window) => {
      const now = new Date();
      const { zip, notice } = await from.pack({
        input: {
          settings: from.settings(),
          shell: shell.kind,
          notices: [...notices],
          versions: { ...versions },
          window: window ?? undefined,
          now,
        },
        session: from.record(),
        userData: from.userData,
      });
      if (notice !== undefined) from.notify(notice);
      return shell.saveFile({ title: 'Export diagnostics', name: diagnosticsName(now), content: zip });
    },
  };
}

/** As many characters of log the window is given at once: what a game writes in hours. To send more would hold up the game's frames. */
const LOG_CHARACTERS_MAX = 2_000_000;

function newest(log: readonly LogLine[]): LogLine[] {
  let room = LOG_CHARACTERS_MAX;
  const cut = log.findLastIndex(({ text }) => (room -= text.length) < 0);
  return log.slice(cut + 1);
}
