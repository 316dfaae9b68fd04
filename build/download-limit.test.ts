import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { bytesBelow, DownloadLimit } from './download-limit.mjs';

const pace = { bytes: 1000, ms: 20_000 };

describe('DownloadLimit', () => {
  it('issue 9, 1.10: lets a download take any time as long as it gets on', () => {
    const limit = new DownloadLimit(pace, 0);
    for (let second = 1; second <= 600; second++) {
      expect(limit.isTooSlow(second * 51, second * 1000)).toBe(false);
    }
  });

  it('issue 9, 1.10: ends one that stands still, from its start or later', () => {
    const limit = new DownloadLimit(pace, 0);
    expect(limit.isTooSlow(0, 19_999)).toBe(false);
    expect(limit.isTooSlow(0, 20_000)).toBe(true);
    const later = new DownloadLimit(pace, 0);
    expect(later.isTooSlow(50_000, 1000)).toBe(false);
    expect(later.isTooSlow(50_000, 20_999)).toBe(false);
    expect(later.isTooSlow(50_000, 21_000)).toBe(true);
  });

  it('ends one that trickles', () => {
    const limit = new DownloadLimit(pace, 0);
    const slow = Array.from({ length: 30 }, (_, second) => limit.isTooSlow(second * 49, second * 1000));
    expect(slow.indexOf(true)).toBe(20);
  });

  it('takes it for progress when the file is moved to its place', () => {
    const limit = new DownloadLimit(pace, 0);
    limit.isTooSlow(120_000, 1000);
    expect(limit.isTooSlow(0, 20_000)).toBe(false);
    expect(limit.isTooSlow(500, 39_999)).toBe(false);
    expect(limit.isTooSlow(500, 40_000)).toBe(true);
  });
});

describe('bytesBelow', () => {
  it('adds up all files, and is 0 where there is no folder', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-bytes-'));
    mkdirSync(path.join(folder, 'a', 'b'), { recursive: true });
    writeFileSync(path.join(folder, 'x'), '12345');
    writeFileSync(path.join(folder, 'a', 'b', 'y'), '123');
    expect(bytesBelow(folder)).toBe(8);
    rmSync(folder, { recursive: true });
    expect(bytesBelow(folder)).toBe(0);
  });
});
