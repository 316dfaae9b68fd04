import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { circlesOf, valueImportsOf } from './import-circles.ts';
import { importsOf, violation } from './import-rules.ts';

const root = path.resolve(import.meta.dirname, '..');
const files = ['engine', 'main', 'renderer'].flatMap((folder) =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file) && !file.split(path.sep).includes('node_modules'))
    .map((file) => path.posix.join(folder, ...file.split(path.sep))),
);
const read = (file: string) => readFileSync(path.join(root, file), 'utf8');

const broken = (source: string, text: string) => importsOf(source, text).map(violation).filter(Boolean);

describe('imports run one way', () => {
  it('in every file of engine/, main/ and renderer/', () => {
    expect(files.length).toBeGreaterThan(20);
    const found = files.flatMap((file) =>
      importsOf(file, read(file)).flatMap((edge) => {
        const rule = violation(edge);
        return rule ? [`${edge.source} imports ${edge.target}: ${rule}`] : [];
      }),
    );
    expect(found).toEqual([]);
  });

  it.each([
    [
      'engine/wasm/api/engine.ts',
      "import { x } from '../../../main/paths.ts'",
      'engine/ never imports main/',
    ],
    [
      'engine/offline/run.ts',
      "import type { X } from '../../renderer/app.tsx'",
      'engine/ never imports renderer/',
    ],
    ['main/paths.ts', "export { x } from '../renderer/app.tsx'", 'main/ never imports renderer/'],
    [
      'renderer/app.tsx',
      "import { x } from '../main/paths.ts'",
      'renderer/ imports protocol files and engine/wasm/spec/ only',
    ],
    [
      'renderer/app.tsx',
      "import { x } from '../engine/wasm/index.ts'",
      'renderer/ imports protocol files and engine/wasm/spec/ only',
    ],
    ['renderer/app.tsx', "import fs from 'node:fs'", 'renderer/ runs in a page, without Node'],
    ['main/protocol/a.ts', "import { x } from '../paths.ts'", /^protocol files/],
    ['engine/wasm/spec/types.ts', "import { x } from '../binary/module.ts'", /imports point to the left/],
    [
      'engine/wasm/validate/a.ts',
      "const x = await import('../runtime/store.ts')",
      /imports point to the left/,
    ],
    ['engine/wasm/runtime/a.ts', "type X = import('../backends/a.ts').X", /imports point to the left/],
    [
      'engine/wasm/spec/a.ts',
      "import { backend } from '../backends/native/backend.ts'",
      /imports point to the left/,
    ],
    ['engine/wasm/backends/a/info.ts', "import { x } from './backend.ts'", /imports point to the left/],
    ['engine/wasm/backends/a.ts', "import { Engine } from '../index.ts'", /imports point to the left/],
    ['engine/wasm/spec/types.ts', "import { z } from 'zod'", /needs no package/],
    [
      'engine/wasm/api/a.ts',
      "import { x } from '../../host/host.ts'",
      'engine/wasm/ never imports engine/host/',
    ],
    [
      'engine/host/wasi/a.ts',
      "import { x } from '../../session/a.ts'",
      'engine/host/ never imports engine/session/',
    ],
    [
      'engine/session/game/a.ts',
      "import { x } from '../../games/chocolate/chocolate.ts'",
      'engine/session/ knows games by engine/games/game-adapter.ts, index.ts and messages.ts only',
    ],
    [
      'engine/session/game/a.ts',
      "import type { x } from '../../games/launch-request.ts'",
      'engine/session/ knows games by engine/games/game-adapter.ts, index.ts and messages.ts only',
    ],
    [
      'engine/games/woof/woof.ts',
      "import { x } from '../chocolate/companions.ts'",
      /^engine\/games\/: a game's folder is imported by index\.ts only/,
    ],
    ['engine/games/a.ts', "import { x } from '../session/protocol.ts'", /never imports engine\/session\//],
    [
      'engine/session/drive/a.ts',
      "import { x } from '../game/session.ts'",
      'engine/session/drive/ never imports engine/session/game/',
    ],
    [
      'engine/session/game/a.ts',
      "import { x } from '../process/thread.ts'",
      'engine/session/game/ never imports engine/session/process/',
    ],
    ['engine/host/sdl/a.ts', "import { x } from '../wasi/wasi.ts'", /never imports engine\/host\/wasi\//],
    ['main/sessions/a.ts', "import { app } from 'electron'", 'only main/shell/electron/ imports electron'],
    [
      'main/sessions/a.ts',
      "import { x } from '../shell/electron/main.ts'",
      'only main/shell/electron/ knows Electron',
    ],
    ['engine/wasm/api/engine.ts', "import { x } from './fixtures.ts'", /^the program never imports/],
    ['main/library/a.ts', "import { x } from '../homes/homes.ts'", 'main/library never imports main/homes'],
    ['main/homes/a.ts', "import type { X } from '../launcher.ts'", 'main/homes never imports main/launcher'],
    ['main/shell/shell.ts', "import { x } from './browser/shell.ts'", /never imports main\/shell\/browser/],
    ['main/news/a.ts', "import { x } from '../paths.ts'", 'main/news is in no list of rooms'],
    [
      'renderer/input/a.ts',
      "import type { X } from '../player/player.ts'",
      'renderer/input never imports renderer/player',
    ],
    [
      'renderer/views/end/a.tsx',
      "import { X } from '../play/play-view.tsx'",
      'renderer/views/end never imports renderer/views/play',
    ],
    ['engine/session/a.ts', "import x from 'electron/main'", 'only main/shell/electron/ imports electron'],
  ])('%s: %s is refused', (source, text, rule) => {
    expect(broken(source, text)).toEqual([typeof rule === 'string' ? rule : expect.stringMatching(rule)]);
  });

  it.each([
    [
      'renderer/app.tsx',
      "import type { Settings } from '../main/protocol/launcher.ts'; import { render } from 'preact'",
    ],
    ['renderer/app.tsx', "import type { SessionEnd } from '../engine/session/protocol.ts'"],
    ['renderer/app.tsx', "import { BACKENDS } from '../engine/wasm/spec/backends.ts'"],
    ['engine/wasm/spec/a.ts', "import { info } from '../backends/native/info.ts'"],
    ['main/sessions/a.ts', "import { Engine } from '../../engine/wasm/index.ts'"],
    ['main/shell/electron/main.ts', "import { app } from 'electron'; import '../shell.ts'"],
    ['engine/session/a.ts', "import { Wasi } from '../host/wasi/wasi.ts'; export * from '../wasm/index.ts'"],
    ['engine/wasm/index.ts', "export { Engine } from './api/engine.ts'"],
    [
      'engine/session/game/a.ts',
      "import { x } from '../../games/index.ts'; import type { y } from '../../games/game-adapter.ts'",
    ],
    ['engine/session/protocol.ts', "import { x } from '../games/launch-request.ts'"],
    ['engine/games/index.ts', "import { chocolate } from './chocolate/chocolate.ts'"],
    [
      'engine/games/woof/woof.ts',
      "import { x } from '../common/wad.ts'; import type { y } from '../game-adapter.ts'",
    ],
    ['engine/wasm/backends/a.test.ts', "import { Engine } from '../index.ts'; import fc from 'fast-check'"],
  ])('%s: %s is allowed', (source, text) => {
    expect(broken(source, text)).toEqual([]);
  });
});

describe('issue 11, 7: no circles by value', () => {
  it('among all files', () => {
    const imports = new Map(files.map((file) => [file, valueImportsOf(file, read(file))]));
    expect(circlesOf(imports).map((circle) => circle.join(' -> '))).toEqual([]);
  });

  it('finds circles, also of one file, and passes over types and dynamic imports', () => {
    const circles = (texts: Record<string, string>) =>
      circlesOf(new Map(Object.entries(texts).map(([file, text]) => [file, valueImportsOf(file, text)])));
    const back = { 'b/b.ts': "export * from './c.ts'", 'b/c.ts': "import '../a.ts'" };
    expect(circles({ 'a.ts': "import { type X, y } from './b/b.ts'", ...back })).toEqual([
      ['a.ts', 'b/b.ts', 'b/c.ts', 'a.ts'],
    ]);
    expect(circles({ 'a.ts': "export { x } from './a.ts'" })).toEqual([['a.ts', 'a.ts']]);
    for (const text of [
      "import type { X } from './b/b.ts'",
      "import { type X } from './b/b.ts'",
      "export type { X } from './b/b.ts'",
      "const b = await import('./b/b.ts')",
    ])
      expect(circles({ 'a.ts': text, ...back })).toEqual([]);
  });
});

describe('sessions know no game (issue 11, 4)', () => {
  it('no file of engine/session but tests names Doom, its time, or its functions', () => {
    const names = /(?<!trap)doom|\b(?:game|real)?tics?\b|D_RunFrame|I_Error/i;
    const naming = files.filter(
      (file) =>
        file.startsWith('engine/session/') &&
        !/(\.test|[/-]fixtures?)\.ts$/.test(file) &&
        names.test(read(file)),
    );
    expect(naming).toEqual([]);
  });
});

describe('engine/wasm is a library for every runtime', () => {
  it('uses nothing that only a bundler provides', () => {
    const bundled = /\bimport\.meta\.(glob|env|hot)\b|vite\/types/;
    const using = files.filter((file) => file.startsWith('engine/wasm/') && bundled.test(read(file)));
    expect(using).toEqual([]);
  });
});

describe('engine/ and main/ know no DOM', () => {
  it('their TypeScript project has no DOM library', () => {
    expect(JSON.parse(read('tsconfig.json')).compilerOptions.lib).toEqual(['ES2023']);
  });

  it('no file of theirs asks for it', () => {
    const asking = files.filter(
      (file) => !file.startsWith('renderer/') && /<reference\s+lib\s*=\s*"dom/i.test(read(file)),
    );
    expect(asking).toEqual([]);
  });
});
