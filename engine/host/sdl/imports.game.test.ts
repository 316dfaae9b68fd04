import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { Engine, Module } from '../../wasm/index.ts';
import { funcTypeText } from '../../wasm/spec/types.ts';
import { makeFixture } from './fixture.ts';

const GAMES = path.join(import.meta.dirname, '../../../assets/games');
const MODULES = ['chocolate-doom', 'chocolate-heretic', 'chocolate-hexen', 'chocolate-strife'];

describe('every function that the built games import from env exists with exactly their type', () => {
  test.each(MODULES)('%s', (name) => {
    const file = path.join(GAMES, `${name}.wasm`);
    if (!fs.existsSync(file)) throw new Error(`${file} is not built: run \`npm run build\` first`);
    const { imports } = new Module(new Engine({ backend: 'native' }), fs.readFileSync(file));
    const { host } = makeFixture();
    const wanted = imports.flatMap(({ module, name, type }) =>
      module === 'env' && type.kind === 'func' ? [`${name} ${funcTypeText(type.type)}`] : [],
    );
    const offered = wanted.map((line) => {
      const [name] = line.split(' ');
      const found = host.resolve('env', name);
      return found === undefined ? `${name} is missing` : `${name} ${funcTypeText(found.type)}`;
    });
    expect(wanted.length).toBeGreaterThan(100);
    expect(offered).toEqual(wanted);
  });
});
