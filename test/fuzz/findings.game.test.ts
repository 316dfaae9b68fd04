import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Engine } from '../../engine/wasm/index.ts';
import { judgeNamed } from './judge.ts';
import { outcomeOn } from './outcome.ts';
import { expectedIn, moduleInText } from './text.ts';

const folder = path.join(import.meta.dirname, 'findings');
const files = readdirSync(folder).filter((file) => file.endsWith('.wat'));

/** What fuzzing has found, each as small as it became; `;; expect:` lines are among what every backend is to observe. */
describe.each(files)('%s', (file) => {
  const text = readFileSync(path.join(folder, file), 'utf8');
  const expected = expectedIn(text);

  it.runIf(expected.length > 0).each(Engine.backends)('does what it should on %s', async (backend) => {
    expect(outcomeOn(backend, await moduleInText(text))).toEqual(expect.arrayContaining(expected));
  });

  it('is judged and does the same on all backends', async () => {
    expect(judgeNamed(file, await moduleInText(text))).toEqual({ kind: 'same', text: '' });
  });
});
