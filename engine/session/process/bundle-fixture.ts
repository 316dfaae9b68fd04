import fs from 'node:fs';
import path from 'node:path';
import { build } from 'vite';

const root = path.resolve(import.meta.dirname, '../../..');

/**
 * Bundles programs, name of the output to source, both as in build/bundle.mjs: Node 20 runs no TypeScript. Answers the folder, to be
 * removed by whoever asked.
 */
export async function bundlePrograms(programs: Readonly<Record<string, string>>): Promise<string> {
  // Inside the checkout, so that packages that are not bundled are found.
  const folder = fs.mkdtempSync(path.join(root, 'node_modules', '.test-programs-'));
  const external = ['@napi-rs/canvas', 'wabt'];
  const entries = Object.entries(programs).map(([name, source]) => [name, path.join(root, source)]);
  await build({
    configFile: false,
    root,
    logLevel: 'error',
    build: {
      ssr: true,
      outDir: folder,
      target: 'es2023',
      minify: false,
      rollupOptions: {
        input: Object.fromEntries(entries),
        external,
        output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
    ssr: { noExternal: true, external },
  });
  return folder;
}
