import type { SessionEnd } from '../../engine/session/protocol.ts';
import type { Message } from '../protocol/messages.ts';
import { LastSession, type StoredSession } from '../sessions/record.ts';
import { newestErrors } from './errors.ts';
import { type DiagnosticsInput, exportDiagnostics } from './export.ts';
import { guestNames } from './guest-names.ts';

export interface PackDiagnosticsRequest {
  readonly input: Omit<DiagnosticsInput, 'session' | 'errors' | 'guestNames'>;
  /** The running or the last session; undefined for the one that an earlier launcher has stored. */
  readonly session: StoredSession | undefined;
  readonly userData: string;
}

export interface PackedDiagnostics {
  readonly zip: Uint8Array<ArrayBuffer>;
  /** How the session ended; null if none has run, or it still runs. */
  readonly cause: SessionEnd['cause'] | null;
  /** What the player must know: the stored session could not be read as it was. */
  readonly notice?: Message;
}

/** Makes the bundle of diagnostics. Ten thousand lines of log take seconds to redact and to pack. */
export async function packDiagnostics({
  input,
  session,
  userData,
}: PackDiagnosticsRequest): Promise<PackedDiagnostics> {
  let notice: Message | undefined;
  const stored = session ?? (await new LastSession(userData, (told) => (notice = told)).load());
  const home = stored?.record.config.home;
  const zip = exportDiagnostics({
    ...input,
    session: stored,
    errors: await newestErrors(userData),
    guestNames: home === undefined ? [] : await guestNames(home),
  });
  const cause = stored?.record.end?.cause ?? null;
  return notice === undefined ? { zip, cause } : { zip, cause, notice };
}
