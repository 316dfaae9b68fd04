import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recentFailure } from './electron.mjs';

const HOUR = 60 * 60 * 1000;
let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-electron-'));
  file = path.join(folder, 'electron.json');
  writeFileSync(
    file,
    JSON.stringify({ version: '45.4.1', failedAt: 1000, reason: 'Electron could not be fetched' }),
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('recentFailure', () => {
  it('spares a start from trying again the same day', () => {
    expect(recentFailure(file, '45.4.1', 1000 + HOUR)).toBe('Electron could not be fetched');
  });

  it.each([
    ['a day later', '45.4.1', 1000 + 25 * HOUR],
    ['for another version', '45.5.0', 1000 + HOUR],
    ['after the clock was set back', '45.4.1', 0],
  ])('lets it try %s', (_, version, now) => {
    expect(recentFailure(file, version, now)).toBeUndefined();
  });

  it('lets it try when nothing, or nothing legible, is remembered', () => {
    expect(recentFailure(path.join(folder, 'none'), '45.4.1', 0)).toBeUndefined();
    writeFileSync(path.join(folder, 'broken'), '{');
    expect(recentFailure(path.join(folder, 'broken'), '45.4.1', 0)).toBeUndefined();
  });
});
