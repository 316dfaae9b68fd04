import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bundlePrograms } from '../../engine/session/process/bundle-fixture.ts';
import { makeFolderSync } from './folders.ts';

let bundle: string;
beforeAll(async () => {
  bundle = await bundlePrograms({ 'data/user-data': 'main/storage/user-data.ts' });
});
afterAll(() => rmSync(bundle, { recursive: true, force: true }));

it.skipIf(process.platform !== 'linux')(
  'issue 9, 1.7: a player’s folder in /proc is refused at once, by a process that ends',
  async () => {
    // In a process of its own: the fault kept a thread busy forever, and the process with it.
    const module = pathToFileURL(path.join(bundle, 'data', 'user-data.js')).href;
    const script = `
      const { openUserData } = await import(${JSON.stringify(module)});
      await openUserData('/proc/x').catch((error) => console.log(error.message));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { timeout: 20_000 });
    let printed = '';
    child.stdout.on('data', (text) => (printed += text));
    const [code] = await once(child, 'close');
    expect(printed).toMatch(/in \/proc\/x: no folder can be made there\..*--user-data=FOLDER/);
    expect(code).toBe(0);
    expect(() => makeFolderSync('/proc/x/y')).toThrow('ENOENT');
  },
);
