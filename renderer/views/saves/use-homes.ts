import { useCallback, useEffect, useState } from 'preact/hooks';
import type { Home } from '../../../main/protocol/homes.ts';
import { useApp } from '../../state/app-context.ts';

/** All homes, read anew whenever files in one change or a session begins or ends; undefined until they have come. */
export function useHomes(session: string): readonly Home[] | undefined {
  const { commands } = useApp();
  const [homes, setHomes] = useState<readonly Home[]>();
  const read = useCallback(async () => {
    const found = await commands.homes();
    if (found !== undefined) setHomes(found);
  }, [commands]);
  // A session that begins or ends makes homes, and names them.
  useEffect(() => void read(), [read, session]);
  useEffect(() => commands.onHomes(() => void read()), [commands, read]);
  return homes;
}
