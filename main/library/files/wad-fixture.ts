/** Builds small WADs for tests. */
export interface WadParts {
  readonly magic?: string;
  readonly lumps: readonly (string | readonly [name: string, content: Uint8Array])[];
}

/** A WAD of the given lumps: a name alone is a marker without content. */
export function makeWad({ magic = 'IWAD', lumps }: WadParts): Buffer {
  const entries = lumps.map((lump) =>
    typeof lump === 'string' ? ([lump, new Uint8Array(0)] as const) : lump,
  );
  const content = Buffer.concat(entries.map(([, bytes]) => bytes));
  const wad = Buffer.alloc(12 + content.length + entries.length * 16);
  wad.write(magic, 0, 'latin1');
  wad.writeInt32LE(entries.length, 4);
  wad.writeInt32LE(12 + content.length, 8);
  content.copy(wad, 12);
  let offset = 12;
  let at = 12 + content.length;
  for (const [name, bytes] of entries) {
    wad.writeInt32LE(offset, at);
    wad.writeInt32LE(bytes.length, at + 4);
    wad.write(name, at + 8, 8, 'latin1');
    offset += bytes.length;
    at += 16;
  }
  return wad;
}

/** The lumps that make a WAD a whole game, besides its maps. */
export const GAME_LUMPS = [
  'PLAYPAL',
  'COLORMAP',
  'PNAMES',
  'TEXTURE1',
  'ENDOOM',
  'GENMIDI',
  'STTNUM0',
  'STCFN065',
];
