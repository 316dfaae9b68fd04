import { acceptance } from './acceptance.ts';
import { loadGlue, packageFile } from './glue.ts';

type Esbuild = typeof import('esbuild-wasm/lib/browser');

const FILES: Readonly<Record<string, string>> = {
  './main.ts': `import { Vector } from './vector'; import data from './data.json';
    import { unused } from './util';
    enum Color { Red, Green = 5 } console.log(new Vector(1, 2).add(data.at), Color.Green);`,
  './vector': `import { clamp } from './util';
    export class Vector { #x: number; constructor(x: number, readonly y: number) { this.#x = clamp(x) }
      add(by?: number[]) { return [this.#x + (by?.[0] ?? 0), this.y ** 2] } static origin = new Vector(0, 0) }`,
  './util': `export const clamp = (value: number) => Math.min(Math.max(value, 0), 99);
    export const unused = () => 'shaken off';`,
  './data.json': '{"at": [3, 4]}',
};

/** 14 MB of Go with its scheduler and garbage collector; the files of a small project come from a plugin in JavaScript. */
acceptance('esbuild', { unit: 'targets', full: 2, slow: 1 }, async (webAssembly, targets) => {
  const wasmModule = await webAssembly.compile(packageFile('esbuild-wasm/esbuild.wasm'));
  const esbuild = loadGlue<Esbuild>('esbuild-wasm/lib/browser.js', webAssembly);
  await esbuild.initialize({ wasmModule, worker: false } as Parameters<Esbuild['initialize']>[0]);
  const outputs: unknown[] = [];
  for (const target of ['es2017', 'es2022'].slice(0, targets)) {
    const { outputFiles, warnings } = await esbuild.build({
      entryPoints: ['./main.ts'],
      bundle: true,
      minify: true,
      sourcemap: 'inline',
      target,
      write: false,
      plugins: [
        {
          name: 'files',
          setup(build) {
            build.onResolve({ filter: /.*/ }, ({ path }) => ({ path, namespace: 'files' }));
            build.onLoad({ filter: /.*/, namespace: 'files' }, ({ path }) => ({
              contents: FILES[path]!,
              loader: path.endsWith('.json') ? 'json' : 'ts',
            }));
          },
        },
      ],
    });
    outputs.push(
      outputFiles.map(({ text }) => text),
      warnings,
    );
  }
  return outputs;
});
