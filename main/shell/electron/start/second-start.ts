import { setTimeout as sleep } from 'node:timers/promises';
import { FolderInUseError, FolderLock } from '../../../storage/folder-lock.ts';

const POLL_MS = 200;
/** Long enough for a Trapdoom that is just starting, or starting again, to take its folder. */
const PATIENCE_MS = 5000;

/**
 * Whether another Trapdoom runs in a user data folder. `requestSingleInstanceLock` returns false also where its lock cannot be made, as on
 * file systems without symbolic links; only the launcher's own lock tells these apart.
 */
export async function anotherRuns(userData: string, patience = PATIENCE_MS): Promise<boolean> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      const lock = await FolderLock.take(userData, 0);
      await lock.release();
    } catch (error) {
      // Where nothing can be stored, nobody runs.
      return error instanceof FolderInUseError;
    }
    if (Date.now() >= deadline) return false;
    await sleep(POLL_MS);
  }
}
