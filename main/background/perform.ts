import { packDiagnostics } from '../diagnostics/pack.ts';
import { zipHome } from '../homes/export/home-zip.ts';
import { LastSession } from '../sessions/record.ts';
import type { TaskOptions } from '../task.ts';
import type { TaskKind, Tasks } from './tasks.ts';

type Performers = {
  readonly [K in TaskKind]: (request: Tasks[K][0], options: TaskOptions) => Promise<Tasks[K][1]>;
};

const PERFORMERS: Performers = {
  'zip-home': zipHome,
  diagnostics: packDiagnostics,
  'record-session': async ({ userData, session }) => {
    await new LastSession(userData).save(session);
    return undefined;
  },
};

/** Performs a task on this thread. */
export async function perform<K extends TaskKind>(
  kind: K,
  request: Tasks[K][0],
  options: TaskOptions,
): Promise<Tasks[K][1]> {
  return PERFORMERS[kind](request, options);
}
