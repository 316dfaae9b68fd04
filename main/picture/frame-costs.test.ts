import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FrameCosts } from './frame-costs.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-frame-costs-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const cost = (lines: number, medianMs: number) =>
  ({ backend: 'native', lines, medianMs, slowMs: 9 }) as const;

it('keeps the newest measurement of each backend and resolution over a restart', async () => {
  const costs = new FrameCosts(folder);
  expect(await costs.all()).toEqual([]);
  await costs.add([cost(400, 1), cost(600, 2)]);
  await costs.add([cost(400, 3)]);
  expect(await new FrameCosts(folder).all()).toEqual([cost(600, 2), cost(400, 3)]);
});

it('begins anew where the document is damaged, and says so', async () => {
  await writeFile(path.join(folder, 'frame-costs.json'), '{"costs":');
  const told: string[] = [];
  expect(await new FrameCosts(folder, ({ code }) => void told.push(code)).all()).toEqual([]);
  expect(told).toHaveLength(1);
});
