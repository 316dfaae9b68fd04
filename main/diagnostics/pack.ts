import { LastSession, type StoredSession } from '../sessions/record.ts';
import { type DiagnosticsInput, exportDiagnostics } from './export.ts';

export interface PackDiagnosticsRequest {
  readonly input: Omit<DiagnosticsInput, 'session'>;
  /** The running or the last session; undefined for the one that an earlier launcher has stored. */
  readonly session: StoredSession | undefined;
  readonly userData: string;
}

export interface PackedDiagnostics {
  readonly zip: Uint8Array<ArrayBuffer>;
  /** What the player must know: the stored session could not be read as it was. */
  readonly notice?: string;
}

/** Makes the bundle of diagnostics. Ten thousand lines of log take seconds to redact and to pack. */
export async function packDiagnostics({
  input,
  session,
  userData,
}: PackDiagnosticsRequest): Promise<PackedDiagnostics> {
  let notice: string | undefined;
  const stored = session ?? (await new LastSession(userData, (told) => (notice = told)).load());
  const zip = exportDiagnostics({ ...input, session: stored });
  return notice === undefined ? { zip } : { zip, notice };
}
