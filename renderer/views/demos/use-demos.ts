import { useCallback, useEffect, useState } from 'preact/hooks';
import type { DemosHome } from '../../../main/protocol/demos.ts';
import { useApp } from '../../state/app-context.ts';

/** All demos and levels, read anew whenever files of a home change or a session begins or ends; undefined until they have come. */
export function useDemos(session: string): readonly DemosHome[] | undefined {
  const { commands } = useApp();
  const [homes, setHomes] = useState<readonly DemosHome[]>();
  const read = useCallback(async () => {
    const found = await commands.demos();
    if (found !== undefined) setHomes(found);
  }, [commands]);
  // A session that begins or ends changes what there is.
  useEffect(() => void read(), [read, session]);
  useEffect(() => commands.onHomes(() => void read()), [commands, read]);
  return homes;
}
