import type { Lump } from '../../../engine/games/common/wad.ts';
import { DEFAULT_PORT, type SourcePort } from '../../../engine/games/source-ports.ts';
import type { Demo } from '../../protocol/demos.ts';
import type { LibraryEntry } from '../../protocol/launcher.ts';
import { Refusal } from '../../protocol/refusal.ts';
import { packArguments } from './identify.ts';
import { LONG_TICS, parseDemo, playedVersions, WOOF_PLAYED } from './lmp.ts';
import { readLumps, readWad } from './wad.ts';

/** The longest known has 200 KB. */
const MAX_BYTES = 4 * 1024 * 1024;

interface FoundLump {
  readonly wad: LibraryEntry;
  readonly lump: Lump;
}

/** The demos that come in WADs, by name; of several of a name the one that the game would play, the last. */
export async function lumpDemos(
  wads: readonly LibraryEntry[],
  numbered: boolean,
  port: SourcePort,
): Promise<Omit<Demo, 'timings'>[]> {
  const demos: Omit<Demo, 'timings'>[] = [];
  const played = await lumpDemoVersions(wads[0], port);
  for (const [name, { wad, lump }] of [...(await found(wads))].sort()) {
    const bytes = await content({ wad, lump }).catch(() => undefined);
    if (bytes === undefined) continue;
    const place = { kind: 'lump' as const, lump: name };
    demos.push({
      place,
      name: `${name} of ${wad.title}`,
      bytes: lump.size,
      ...parseDemo(bytes, numbered, played),
    });
  }
  return demos;
}

/** The versions of demos that the source port plays with this IWAD. */
export async function versionsOf(
  iwad: LibraryEntry | undefined,
  port: SourcePort = DEFAULT_PORT,
): Promise<readonly number[]> {
  if (port === 'woof') return WOOF_PLAYED;
  if (iwad === undefined) return playedVersions([], true);
  const only19 = packArguments(iwad).length > 0 || iwad.contents.maps.includes('E4M1');
  const lumps = [...(await found([iwad]))].filter(([name]) => /^DEMO[1-3]$/.test(name)).sort();
  const first = await Promise.all(
    lumps.map(async ([, { wad, lump }]) => (await readLumps(wad.path, [lump], 1).catch(() => []))[0]?.[0]),
  );
  return playedVersions(
    first.filter((version) => version !== undefined),
    only19,
  );
}

/** The versions of demos in lumps that it plays: Chocolate Doom finer turns only in files (`D_NonVanillaPlayback`). */
export async function lumpDemoVersions(
  iwad: LibraryEntry | undefined,
  port: SourcePort = DEFAULT_PORT,
): Promise<readonly number[]> {
  const versions = await versionsOf(iwad, port);
  return port === 'woof' ? versions : versions.filter((version) => version !== LONG_TICS);
}

/** A demo's bytes. Throws an Error for the player where there is none. */
export async function lumpDemo(wads: readonly LibraryEntry[], name: string): Promise<Uint8Array> {
  const one = (await found(wads)).get(name);
  if (one === undefined) throw new Refusal({ code: 'demo-missing', params: { name } });
  return content(one);
}

async function content({ wad, lump }: FoundLump): Promise<Uint8Array> {
  const [bytes] = await readLumps(wad.path, [lump], MAX_BYTES);
  return bytes ?? new Uint8Array(0);
}

async function found(wads: readonly LibraryEntry[]): Promise<Map<string, FoundLump>> {
  const demos = new Map<string, FoundLump>();
  for (const wad of wads.filter(({ kind }) => kind !== 'patch')) {
    const lumps = await readWad(wad.path).then(
      (read) => read.lumps,
      () => [],
    );
    for (const lump of lumps) if (/^DEMO\d$/.test(lump.name)) demos.set(lump.name, { wad, lump });
  }
  return demos;
}
