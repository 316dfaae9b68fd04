import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { beforeAll, describe, expect, it } from 'vitest';
import { runBuilder } from '../../build/package/electron.mjs';
import { publicFolder, ROOT } from './packages.ts';

const require = createRequire(createRequire(import.meta.url).resolve('electron-builder/package.json'));

/** The fuse wire of an Electron as it is published: sentinel, version, length, and a state for each fuse. */
const WIRE = Buffer.concat([
  Buffer.from('dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX'),
  Buffer.from([1, 9]),
  Buffer.from('101100011'),
]);

/** A folder that has an Electron's shape: its program is none. */
function standIn(folder: string): string {
  const electron = path.join(folder, 'electron');
  mkdirSync(path.join(electron, 'resources'), { recursive: true });
  mkdirSync(path.join(electron, 'locales'));
  const filler = Buffer.alloc(4096, 0x90);
  writeFileSync(path.join(electron, 'electron'), Buffer.concat([filler, WIRE, filler]));
  chmodSync(path.join(electron, 'electron'), 0o755);
  writeFileSync(path.join(electron, 'LICENSE'), 'Electron');
  writeFileSync(path.join(electron, 'LICENSES.chromium.html'), 'Chromium');
  writeFileSync(path.join(electron, 'locales', 'en-US.pak'), '');
  writeFileSync(path.join(electron, 'chrome-sandbox'), '');
  const { version } = JSON.parse(
    readFileSync(path.join(ROOT, 'node_modules/electron/package.json'), 'utf8'),
  ) as {
    version: string;
  };
  writeFileSync(path.join(electron, 'version'), version);
  return electron;
}

describe.runIf(process.platform === 'linux')(
  'issue 10, 2: electron-builder on a stand-in for Electron’s program (on Linux)',
  () => {
    let app: string;
    beforeAll(async () => {
      const folder = await publicFolder();
      const out = path.join(folder, 'out');
      const { status, output } = await runBuilder('dir', standIn(folder), out);
      expect(status, output).toBe(0);
      const unpacked = readdirSync(out).find((name) => name.endsWith('-unpacked'));
      app = path.join(out, unpacked!);
    });
    const resources = (...parts: string[]) => path.join(app, 'resources', ...parts);

    it('puts into the archive what the app runs, and nothing else', () => {
      const { listPackage } = require('@electron/asar') as {
        listPackage(file: string, options: { isPack: boolean }): string[];
      };
      const names = listPackage(resources('app.asar'), { isPack: false }).map((name) => name.slice(1));
      const unwanted =
        /^dist\/(tools|cli)\/|^dist\/main\/browser\.js|^dist\/.*\.map$|^node_modules\/wabt|^(test|build|engine|main|renderer)(\/|$)/;
      expect(names.filter((name) => unwanted.test(name))).toEqual([]);
      for (const name of [
        'package.json',
        'dist/NOTICES.txt',
        'dist/icon.png',
        'dist/main/electron.js',
        'dist/engine/process.js',
        'dist/engine/worker.js',
        'dist/preload/preload.cjs',
        'dist/renderer/index.html',
        'node_modules/@napi-rs/canvas/package.json',
      ])
        expect(names).toContain(name);
    });

    it('keeps native code, games, WADs and licences outside of it', () => {
      const canvas = readdirSync(resources('app.asar.unpacked/node_modules/@napi-rs'));
      const native = canvas.flatMap((name) =>
        readdirSync(resources('app.asar.unpacked/node_modules/@napi-rs', name)).filter((file) =>
          file.endsWith('.node'),
        ),
      );
      expect(native).toHaveLength(1);
      for (const name of [
        'games/chocolate-doom.wasm',
        'games/COPYING-chocolate-doom.txt',
        'wads/freedoom1.wad',
        'COPYING',
        'COPYING.GPL-3',
      ])
        expect([name, existsSync(resources(name))]).toEqual([name, true]);
    });

    it('sets the fuses', async () => {
      const program = readdirSync(app).find((name) => name === 'trapdoom');
      const { version: _version, ...states } = await getCurrentFuseWire(path.join(app, program!));
      const on = Object.entries(states).filter(([, state]) => state === '1'.charCodeAt(0));
      expect(on.map(([fuse]) => Number(fuse))).toEqual([
        FuseV1Options.EnableEmbeddedAsarIntegrityValidation,
        FuseV1Options.OnlyLoadAppFromAsar,
        // WasmTrapHandlers, which this version of the package does not name.
        8,
      ]);
    });

    it('has a desktop entry that opens WADs, named as Electron names its window', async () => {
      const entry = await desktopEntry();
      expect(entry).toMatch(/^Exec=\/opt\/Trapdoom\/trapdoom %U$/m);
      expect(entry).toMatch(/^StartupWMClass=trapdoom$/m);
      expect(entry).toMatch(/^MimeType=application\/x-doom-wad;$/m);
      expect(entry).toMatch(/^Categories=Game;$/m);
      expect(entry).toMatch(/^Name=Trapdoom$/m);
    });
  },
);

/** The desktop entry as electron-builder's own code writes it for this project. */
async function desktopEntry(): Promise<string> {
  const { Packager } = require('app-builder-lib') as {
    Packager: new (options: object) => { validateConfig(): Promise<void> };
  };
  const { LinuxPackager } = require('app-builder-lib/out/linuxPackager') as {
    LinuxPackager: new (info: object) => { config: object; platformSpecificBuildOptions: object };
  };
  const { LinuxTargetHelper } = require('app-builder-lib/out/targets/LinuxTargetHelper') as {
    LinuxTargetHelper: new (
      packager: object,
    ) => { computeDesktopEntry(options: object): string | Promise<string> };
  };
  const packager = new Packager({ projectDir: ROOT, targets: new Map() });
  await packager.validateConfig();
  const linux = new LinuxPackager(packager);
  return new LinuxTargetHelper(linux).computeDesktopEntry(linux.platformSpecificBuildOptions);
}
