import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Engine, Module } from '../../wasm/index.ts';
import { funcTypeText } from '../../wasm/spec/types.ts';
import { makeFixture } from './fixture.ts';

const GAMES = path.join(import.meta.dirname, '../../../assets/games');
const MODULES = ['chocolate-doom', 'chocolate-heretic', 'chocolate-hexen', 'chocolate-strife'];
const WOOF = path.join(GAMES, 'woof.wasm');

/** The functions that a module imports from env and `of` selects, and those that the host offers for them, with their types. */
function functionsOf(file: string, of: RegExp) {
  const { imports } = new Module(new Engine({ backend: 'native' }), fs.readFileSync(file));
  const { host } = makeFixture();
  const wanted = imports.flatMap(({ module, name, type }) =>
    module === 'env' && type.kind === 'func' && of.test(name) ? [`${name} ${funcTypeText(type.type)}`] : [],
  );
  const offered = wanted.map((line) => {
    const [name] = line.split(' ');
    const found = host.resolve('env', name);
    return found === undefined ? `${name} is missing` : `${name} ${funcTypeText(found.type)}`;
  });
  return { wanted, offered };
}

describe('every function that the built games import from env exists with exactly their type', () => {
  test.each(MODULES)('%s', (name) => {
    const file = path.join(GAMES, `${name}.wasm`);
    if (!fs.existsSync(file)) throw new Error(`${file} is not built: run \`npm run build\` first`);
    const { wanted, offered } = functionsOf(file, /./);
    expect(wanted.length).toBeGreaterThan(100);
    expect(offered).toEqual(wanted);
  });

  // OpenAL and other libraries have hosts of their own.
  test.skipIf(!fs.existsSync(WOOF))('woof, of SDL', () => {
    const { wanted, offered } = functionsOf(WOOF, /^SDL|^system$/);
    expect(wanted.length).toBeGreaterThan(100);
    expect(offered).toEqual(wanted);
  });
});
