import { access } from 'node:fs/promises';
import path from 'node:path';
import { SOURCE_PORTS, type SourcePort } from '../../../engine/games/source-ports.ts';

/** The source ports whose files are all in `games`, the folder of the game modules. */
export async function installedPorts(games: string): Promise<SourcePort[]> {
  const found = await Promise.all(
    SOURCE_PORTS.map(async ({ id, module: file, resources }) => {
      const files = [file, ...resources].map((name) => access(path.join(games, name)));
      return (await Promise.allSettled(files)).every(({ status }) => status === 'fulfilled') ? [id] : [];
    }),
  );
  return found.flat();
}
