import { readLumps, readWad } from '../library/files/wad.ts';
import type { LibraryEntry } from '../protocol/launcher.ts';

/** The first palette of `PLAYPAL`: 256 colours of three bytes. */
const PALETTE_BYTES = 768;

/** The colours that a game shows its world in: those of the last WAD that has some. Undefined where none can be read. */
export async function paletteOf(wads: readonly LibraryEntry[]): Promise<Uint8Array | undefined> {
  for (const { kind, path } of wads.toReversed()) {
    if (kind === 'patch') continue;
    const palette = await paletteIn(path).catch(() => undefined);
    if (palette?.length === PALETTE_BYTES) return palette;
  }
  return undefined;
}

async function paletteIn(file: string): Promise<Uint8Array | undefined> {
  const { lumps } = await readWad(file);
  const last = lumps.findLast(({ name }) => name === 'PLAYPAL');
  return last && (await readLumps(file, [last], PALETTE_BYTES))[0];
}
