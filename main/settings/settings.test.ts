import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messageText } from '../protocol/texts/index.ts';
import { SettingsStore } from './settings.ts';
import { DEFAULT_SETTINGS } from './stored-settings.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'trapdoom-settings-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

describe('SettingsStore', () => {
  it('keeps changes over a restart', async () => {
    const store = await SettingsStore.open(folder);
    expect(store.current).toEqual(DEFAULT_SETTINGS);
    await store.update({ backend: 'native' });
    await store.update({ scaling: 'integer' });
    const again = await SettingsStore.open(folder);
    expect(again.current).toEqual({ ...DEFAULT_SETTINGS, backend: 'native', scaling: 'integer' });
    expect(again.notices).toEqual([]);
  });

  it('merges changes that are asked for at the same time', async () => {
    const store = await SettingsStore.open(folder);
    await Promise.all([store.update({ overlay: true }), store.update({ aspect: 'square' })]);
    expect((await SettingsStore.open(folder)).current).toMatchObject({ overlay: true, aspect: 'square' });
  });

  it('reads a file from before there was sound', async () => {
    const { volume, muted, ...before } = DEFAULT_SETTINGS;
    await writeFile(path.join(folder, 'settings.json'), JSON.stringify({ ...before, overlay: true }));
    const store = await SettingsStore.open(folder);
    expect(store.notices).toEqual([]);
    expect(store.current).toEqual({ ...before, overlay: true, volume, muted });
    expect(await store.update({ volume: 35 })).toMatchObject({ overlay: true, volume: 35, muted });
    await expect(store.update({ volume: 101 })).rejects.toThrow();
    expect((await SettingsStore.open(folder)).current.volume).toBe(35);
  });

  it('issue 9, 4.8: keeps mappings of pads, within bounds, and ignores what later versions add', async () => {
    const { padMappings: _none, ...before } = DEFAULT_SETTINGS;
    const file = path.join(folder, 'settings.json');
    await writeFile(file, JSON.stringify(before));
    const store = await SettingsStore.open(folder);
    expect(store.current).toEqual(DEFAULT_SETTINGS);
    const mapping = { id: 'Pad', parts: { a: { kind: 'button' as const, button: 3 } } };
    await store.update({ padMappings: [mapping] });
    expect((await SettingsStore.open(folder)).current.padMappings).toEqual([mapping]);
    const broken = [
      Array.from({ length: 65 }, () => mapping),
      [{ ...mapping, id: 'x'.repeat(257) }],
      [{ ...mapping, parts: { a: { kind: 'button' as const, button: 64 } } }],
      [{ ...mapping, parts: { a: { kind: 'axis' as const, axis: 0, rest: 0, end: 0 } } }],
      [{ ...mapping, parts: { a: { kind: 'axis' as const, axis: 0, rest: Number.NaN, end: 1 } } }],
    ];
    for (const padMappings of broken) await expect(store.update({ padMappings })).rejects.toThrow();

    const later = {
      ...mapping,
      colour: 'red',
      parts: { ...mapping.parts, paddle: { kind: 'button', button: 9 } },
    };
    await writeFile(
      file,
      JSON.stringify({ version: 1, ...before, overlay: true, glow: 1, padMappings: [later] }),
    );
    const again = await SettingsStore.open(folder);
    expect(again.notices).toEqual([]);
    expect(again.current).toEqual({ ...DEFAULT_SETTINGS, overlay: true, padMappings: [mapping] });
    // Issue 11, 5: they are kept for the later version.
    await again.update({
      volume: 40,
      padMappings: [{ ...mapping, parts: { b: { kind: 'button', button: 4 } } }],
    });
    expect(JSON.parse(await readFile(file, 'utf8'))).toMatchObject({
      version: 1,
      volume: 40,
      glow: 1,
      padMappings: [
        { id: 'Pad', colour: 'red', parts: { b: { kind: 'button', button: 4 }, paddle: { button: 9 } } },
      ],
    });
  });

  it('tells the player when it fell back', async () => {
    await writeFile(path.join(folder, 'settings.json'), '{"version":1,"backend":"quantum"}');
    const store = await SettingsStore.open(folder);
    expect(store.current).toEqual(DEFAULT_SETTINGS);
    expect(store.notices.map(messageText).join(' ')).toContain('settings.json');
    expect(store.notices.map(messageText).join(' ')).toContain('backend');
  });

  it('keeps the old settings when they cannot be stored', async () => {
    const store = await SettingsStore.open(path.join(folder, 'data'));
    // A file where the folder should be: no write can succeed, not even root's.
    await writeFile(path.join(folder, 'data'), '');
    await expect(store.update({ overlay: true })).rejects.toThrow('could not be stored');
    expect(store.current.overlay).toBe(false);
  });
});
