import path from 'node:path';
import { systemFault } from '../../engine/messages/faults.ts';
import { type FoundFile, foundFile, isFolder, namesIn, readPlainFile } from '../homes/contents/files.ts';
import { DEMOS_FOLDER, kindOf } from '../homes/contents/kinds.ts';
import { parseDemo } from '../library/files/lmp.ts';
import type { Demo } from '../protocol/demos.ts';

/** The most demos of a home that are shown, the newest. */
const LISTED_MAX = 300;

/** Demos that lie as files in a home, the newest first. Throws where the folder may not be read. */
export async function demoFiles(
  home: string,
  numbered: boolean,
  played: readonly number[],
): Promise<Omit<Demo, 'timings'>[]> {
  const folder = path.join(home, DEMOS_FOLDER);
  if (!(await isFolder(folder))) return [];
  const names = await namesIn(folder, (name) => kindOf(`${DEMOS_FOLDER}/${name}`) === 'demo');
  const found = await Promise.all(names.map((name) => foundFile(home, `${DEMOS_FOLDER}/${name}`)));
  const newest = found
    .filter((file) => file !== undefined)
    .sort((a, b) => b.changed.getTime() - a.changed.getTime() || a.file.localeCompare(b.file))
    .slice(0, LISTED_MAX);
  const demos: Omit<Demo, 'timings'>[] = [];
  // One after the other: each is read whole.
  for (const file of newest) demos.push(await describe(file, numbered, played));
  return demos;
}

async function describe(
  found: FoundFile,
  numbered: boolean,
  played: readonly number[],
): Promise<Omit<Demo, 'timings'>> {
  const { file, bytes, changed } = found;
  const known = {
    place: { kind: 'file' as const, file },
    name: path.parse(file).name,
    bytes,
    recordedAt: changed.toISOString(),
  };
  try {
    return { ...known, ...parseDemo(await readPlainFile(found.path), numbered, played) };
  } catch (error) {
    return { ...known, problem: { code: 'demo-unreadable', params: { fault: systemFault(error) } } };
  }
}
