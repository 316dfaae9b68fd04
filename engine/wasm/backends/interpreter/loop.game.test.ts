import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { LOOP } from './loop.ts';

it('the loop is small enough for V8 to optimize: 61,440 bytes of bytecode at most', () => {
  const program = `const { names, source } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
    try { new Function(...names, source)(...names.map(() => ({})))(); } catch {}`;
  const output = execFileSync(
    process.execPath,
    ['--print-bytecode', '--print-bytecode-filter=run', '-e', program],
    { input: JSON.stringify(LOOP), encoding: 'utf8', maxBuffer: 1 << 28 },
  );
  const sizes = [...output.matchAll(/^Bytecode length: (\d+)/gm)].map(([, size]) => Number(size));
  expect(Math.max(...sizes)).toBeGreaterThan(10_000);
  expect(Math.max(...sizes)).toBeLessThan(61_440);
});
