import type { Settings } from '../protocol/launcher.ts';
import type { Handlers } from '../requests.ts';
import type { StoredSession } from '../sessions/record.ts';
import type { Session } from '../sessions/session.ts';
import type { Shell } from '../shell/shell.ts';
import { diagnosticsName, exportDiagnostics } from './export.ts';

interface DiagnosticsRequests {
  readonly shell: Shell;
  readonly notices: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
  settings(): Settings;
  /** The running or the last session since the launcher was opened. */
  session(): Session | undefined;
  /** The same, or the one stored before, for export. */
  record(): Promise<StoredSession | undefined>;
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
        log: session?.log ?? [],
        end: session?.end ?? null,
        versions: { ...versions },
      };
    },
    'diagnostics.export': async () => {
      const now = new Date();
      const zip = exportDiagnostics({
        session: await from.record(),
        settings: from.settings(),
        shell: shell.kind,
        notices,
        versions: { ...versions },
        now,
      });
      return shell.saveFile({ title: 'Export diagnostics', name: diagnosticsName(now), content: zip });
    },
  };
}
