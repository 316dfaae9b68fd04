import { useCallback, useEffect, useState } from 'preact/hooks';
import { useApp } from './app-context.ts';
import type { LauncherCommands } from './launcher.ts';

/**
 * What `read` finds in the homes, anew whenever files in one change, and whenever `session` names another session or another state of
 * it. Undefined until it has come. `read` returns undefined where it failed, and must be the same function at every call.
 */
export function useHomeFiles<T>(
  read: (commands: LauncherCommands) => Promise<T | undefined>,
  session: string,
): T | undefined {
  const { commands } = useApp();
  const [found, setFound] = useState<T>();
  const refresh = useCallback(async () => {
    const now = await read(commands);
    if (now !== undefined) setFound(now);
  }, [commands, read]);
  // A session that begins or ends changes what there is.
  useEffect(() => void refresh(), [refresh, session]);
  useEffect(() => commands.onHomes(() => void refresh()), [commands, refresh]);
  return found;
}
