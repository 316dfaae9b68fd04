import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { valueImportsOf } from '../../test/import-circles.ts';

const root = path.resolve(import.meta.dirname, '../..');

it('the command line starts without schemas, texts and the engine: each command loads what it needs', () => {
  const loaded = new Set(['main/cli/index.ts']);
  for (const file of loaded) {
    const text = readFileSync(path.join(root, file), 'utf8');
    for (const target of valueImportsOf(file, text)) loaded.add(target);
    expect(`${file}: ${text.match(/^import .* from 'zod';/m)?.[0] ?? ''}`).toBe(`${file}: `);
  }
  expect(loaded.size).toBeGreaterThan(15);
  const large =
    /^(main\/(protocol\/texts|library|diagnostics|settings)|engine\/(wasm\/(runtime|validate|binary)|host))\//;
  expect([...loaded].filter((file) => large.test(file))).toEqual([]);
});
