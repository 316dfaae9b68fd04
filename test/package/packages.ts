import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterAll } from 'vitest';

export const ROOT = path.resolve(import.meta.dirname, '..', '..');
/** Where `npm run test:package` has put what it made. */
export const PACKAGES = path.join(ROOT, 'artifacts', 'package');

/** The frames' hash of Freedoom's first demo, as `test/doom` has it too. */
export const DEMO1 = /"hash":"cd68979ba78f84dec1dd6533ebf85f43fa203a2d1787c7ed7e28cec00c4f4867"/;

/** The one package whose name ends so. Throws if it was not made. */
export function packageFile(suffix: RegExp): string {
  const names = existsSync(PACKAGES) ? readdirSync(PACKAGES).filter((name) => suffix.test(name)) : [];
  if (names.length !== 1)
    throw new Error(`no package ${suffix} in ${PACKAGES}: npm run test:package makes it`);
  return path.join(PACKAGES, names[0]!);
}

/** A folder that every user can read, removed after the file's tests. */
export async function publicFolder(name = 'trapdoom-package-'): Promise<string> {
  const folder = mkdtempSync(path.join(os.tmpdir(), name));
  await chmod(folder, 0o755);
  afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}
