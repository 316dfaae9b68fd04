// @ts-check
/**
 * Bundles the program into dist/ with vite: the window, the preload, and the programs that run in Node or Electron's main
 * process. vite is loaded when there is something to bundle: a start that finds all fresh does not wait for it.
 */
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { collectModules, writeNotices } from './notices.mjs';
import { dist, root, stamps } from './paths.mjs';
import { startTask } from './progress.mjs';
import { SetupError } from './run.mjs';
import { filesBelow, hashInputs, isFresh, writeStamp } from './stamp.mjs';

/**
 * What runs in Node: output name to source. All outputs, shared chunks included, are one folder below dist/. A path relative
 * to `import.meta.url`, such as `../engine/worker.js`, therefore means the same in each of them.
 */
export const PROGRAMS = {
  'cli/index': 'main/cli/index.ts',
  'cli/guest': 'main/cli/guest-thread.ts',
  'main/browser': 'main/shell/browser/main.ts',
  'main/electron': 'main/shell/electron/main.ts',
  'main/trapdoom': 'build/package/launch.mjs',
  'main/background': 'main/background/task-thread.ts',
  'engine/process': 'engine/session/process/process.ts',
  'engine/worker': 'engine/session/process/worker.ts',
  'tools/conformance': 'test/conformance/cli.ts',
  'tools/bench': 'test/bench/cli.ts',
  'tools/bench-peer': 'test/bench/peers/main.ts',
  'tools/bench-compile': 'test/bench/compile-main.ts',
  'tools/bench-frames': 'test/bench/woof/frames-main.ts',
  'tools/fuzz': 'test/fuzz/cli.ts',
  'tools/soak': 'test/soak/cli.ts',
  'tools/soak-probe': 'test/soak/probe.ts',
};
const PRELOAD = 'main/shell/electron/preload.ts';
const WINDOW = 'renderer/index.html';
/** What Electron shows for the window where windows have icons of their own; the size in pixels. */
const WINDOW_ICON = 'icon.png';
const WINDOW_ICON_SIZE = 256;
/** The notices of others' works. */
const NOTICES = 'NOTICES.txt';

/** Not bundled: Electron's own module, and packages that carry native code or WebAssembly files. */
const EXTERNAL = [
  'electron',
  '@napi-rs/canvas',
  'wabt',
  '@bytecodealliance/jco-transpile',
  'playwright-core',
  'polywasm',
  'bufferutil',
  'utf-8-validate',
];
/** What Electron 45 and Node 20.19 both run as it is. */
const TARGET = 'es2023';

const SOURCE_FOLDERS = [
  'build/package',
  'engine',
  'main',
  'renderer',
  'test/conformance',
  'test/bench',
  'test/fuzz',
  'test/soak',
  'test/e2e',
];
const stamp = path.join(stamps, 'bundle');

function inputs() {
  const sources = SOURCE_FOLDERS.flatMap((folder) =>
    filesBelow(path.join(root, folder), (file) => !/\.test\.tsx?$/.test(file)),
  );
  const others = [
    import.meta.filename,
    path.join(import.meta.dirname, 'icon.mjs'),
    // What the packaged command takes of setup.
    ...['args', 'electron-machine', 'progress', 'run', 'stamp', 'sums'].map((name) =>
      path.join(import.meta.dirname, `${name}.mjs`),
    ),
    path.join(import.meta.dirname, 'notices.mjs'),
    ...filesBelow(path.join(import.meta.dirname, 'licences'), () => true),
    path.join(root, 'assets', 'icon.svg'),
    path.join(root, 'package-lock.json'),
    path.join(root, 'tsconfig.json'),
  ];
  return hashInputs(root, [...sources, ...others]);
}

const exists = (/** @type {string} */ source) => existsSync(path.join(root, source));
const programs = () => Object.entries(PROGRAMS).filter(([, source]) => exists(source));

/** Whether dist/ was made from the present sources. */
export function bundleIsFresh() {
  const outputs = programs().map(([name]) => path.join(dist, `${name}.js`));
  outputs.push(path.join(dist, WINDOW_ICON), path.join(dist, NOTICES));
  if (exists(PRELOAD)) outputs.push(path.join(dist, 'preload', 'preload.cjs'));
  if (exists(WINDOW)) outputs.push(path.join(dist, 'renderer', 'index.html'));
  return isFresh(stamp, inputs(), outputs);
}

/** Makes dist/ anew, beside the old one, and swaps them when all is well: a start meanwhile finds the old one. */
export async function bundle() {
  const task = startTask('Bundling');
  const before = inputs();
  const next = `${dist}.next`;
  const old = `${dist}.old`;
  rmSync(next, { recursive: true, force: true });
  try {
    const { build } = await import('vite');
    /** @type {Set<string>} */
    const modules = new Set();
    for (const { name, config } of configurations(next)) {
      task.update(name);
      await build({ ...config, plugins: [collectModules(modules)] });
    }
    writeNotices(path.join(next, NOTICES), modules);
    const { drawIcon } = await import('./icon.mjs');
    await drawIcon(path.join(next, WINDOW_ICON), WINDOW_ICON_SIZE);
  } catch (error) {
    task.fail();
    rmSync(next, { recursive: true, force: true });
    const reason = stripVTControlCharacters(error instanceof Error ? error.message : String(error));
    throw new SetupError(`The program could not be bundled:\n${reason}`);
  }
  rmSync(old, { recursive: true, force: true });
  if (existsSync(dist)) renameSync(dist, old);
  if (existsSync(next)) renameSync(next, dist);
  rmSync(old, { recursive: true, force: true });
  writeStamp(stamp, before);
  task.done();
}

/**
 * @param {string} outDir
 * @returns {{name: string, config: import('vite').InlineConfig}[]}
 */
function configurations(outDir) {
  /** @type {import('vite').InlineConfig} */
  const common = { root, configFile: false, logLevel: 'silent', publicDir: false, clearScreen: false };
  /**
   * @param {Record<string, string>} input
   * @param {import('vite').Rolldown.OutputOptions} output
   * @returns {import('vite').InlineConfig}
   */
  const nodeBuild = (input, output) => ({
    ...common,
    ssr: { noExternal: true, external: EXTERNAL },
    build: {
      ssr: true,
      target: TARGET,
      outDir,
      emptyOutDir: false,
      sourcemap: true,
      minify: false,
      rolldownOptions: { input, output, external: EXTERNAL },
    },
  });
  /** @type {{name: string, config: import('vite').InlineConfig}[]} */
  const list = [];
  const entries = Object.fromEntries(programs().map(([name, source]) => [name, path.join(root, source)]));
  if (Object.keys(entries).length > 0) {
    /** @type {import('vite').Rolldown.OutputOptions} */
    const output = { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' };
    list.push({ name: 'command line, shells and engine process', config: nodeBuild(entries, output) });
  }
  if (exists(PRELOAD)) {
    // A sandboxed preload is loaded as a classic script.
    /** @type {import('vite').Rolldown.OutputOptions} */
    const output = { format: 'cjs', entryFileNames: '[name].cjs' };
    list.push({
      name: 'preload',
      config: nodeBuild({ 'preload/preload': path.join(root, PRELOAD) }, output),
    });
  }
  if (exists(WINDOW)) {
    list.push({
      name: 'window',
      config: {
        ...common,
        root: path.join(root, path.dirname(WINDOW)),
        base: './',
        build: {
          target: TARGET,
          outDir: path.join(outDir, 'renderer'),
          emptyOutDir: false,
          sourcemap: true,
          // The window's content security policy allows neither inline scripts nor data: URLs.
          assetsInlineLimit: 0,
          modulePreload: { polyfill: false },
        },
      },
    });
  }
  return list;
}
