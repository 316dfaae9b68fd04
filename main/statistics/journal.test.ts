import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LevelJournal } from './journal.ts';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(path.join(os.tmpdir(), 'journal-'));
  await mkdir(path.join(home, '.trapdoom'));
});
afterEach(() => rm(home, { recursive: true, force: true }));

const share = { got: 1, of: 2 };
const run = (key: string) =>
  JSON.stringify({
    key,
    at: '2026-11-22T18:30:00.000Z',
    map: 'E1M1',
    seconds: 1,
    parSeconds: 30,
    kills: share,
    items: share,
    secrets: share,
  });

describe('a journal of levels', () => {
  it('issue 9, 1.6: is read from its end, as far as is shown, however long it is', async () => {
    const lines = Array.from({ length: 1500 }, (_, i) => run(`level ${i}`));
    await writeFile(
      path.join(home, '.trapdoom', 'levels.jsonl'),
      `${'{}\n'.repeat(8_000_000)}${lines.join('\n')}\n`,
    );
    const before = process.cpuUsage();
    const levels = await new LevelJournal(home).list(false);
    // A tenth of a second; where all is read, a minute.
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(10_000);
    expect(levels).toHaveLength(1000);
  });
});
