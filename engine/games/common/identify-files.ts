import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { type FileIdentity, type LaunchRequest, refusing, SessionRefused } from '../game-adapter.ts';
import { wadProblem } from './wad.ts';

/** Checks the WADs of a request, and identifies them and its patches. Throws SessionRefused with a file's name and the reason. */
export function identifyFiles({ wads, merge = [], patches = [] }: LaunchRequest): FileIdentity[] {
  return [...[...wads, ...merge].map(checkWad), ...patches.map(fileIdentity)];
}

/** Checks a WAD and identifies it. Throws SessionRefused with the file's name and the reason. */
export function checkWad(path: string): FileIdentity {
  return refusing(path, () => {
    const problem = wadProblem(path);
    if (problem !== undefined)
      throw new SessionRefused({ code: 'wad-unplayable', params: { file: path, problem } });
    return fileIdentity(path);
  });
}

/** Throws SessionRefused where the file cannot be read. */
function fileIdentity(path: string): FileIdentity {
  return refusing(path, () => {
    const bytes = fs.readFileSync(path);
    return { path, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  });
}
