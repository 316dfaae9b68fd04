import type { PackDiagnosticsRequest, PackedDiagnostics } from '../diagnostics/pack.ts';
import type { ZipHomeRequest, ZipHomeResult } from '../homes/export/home-zip.ts';
import type { StoredSession } from '../sessions/record.ts';
import type { TaskOptions } from '../task.ts';

/** Work over more data than main may stop for: the request and the result, both of which can be sent to another thread. */
export interface Tasks {
  readonly 'zip-home': readonly [request: ZipHomeRequest, result: ZipHomeResult];
  readonly diagnostics: readonly [request: PackDiagnosticsRequest, result: PackedDiagnostics];
  readonly 'record-session': readonly [request: RecordSessionRequest, result: undefined];
}
/** To store the record of the last session. */
export interface RecordSessionRequest {
  readonly userData: string;
  readonly session: StoredSession;
}

export type TaskKind = keyof Tasks;

/** Performs a task. Rejects with a Refusal. */
export type TaskRunner = <K extends TaskKind>(
  kind: K,
  request: Tasks[K][0],
  options?: TaskOptions,
) => Promise<Tasks[K][1]>;

/** A runner for tests and the command line, which have nothing else to do meanwhile. */
export const onThisThread: TaskRunner = async (kind, request, options = {}) => {
  const { perform } = await import('./perform.ts');
  return perform(kind, request, options);
};
