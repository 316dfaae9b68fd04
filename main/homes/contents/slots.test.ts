import { expect, it } from 'vitest';
import { AUTO_SAVE_SLOT, isFound, isSaveName, menuSlots, saveFile, slotOf } from './slots.ts';

it('Woof! has eight pages of eight slots, and an automatic save', () => {
  const slots = menuSlots('woof');
  expect(slots).toHaveLength(64);
  expect([slots.at(0), slots.at(7), slots.at(8), slots.at(-1)]).toEqual([0, 7, 10, 77]);
  for (const slot of [...slots, AUTO_SAVE_SLOT]) expect(slotOf('woof', saveFile('woof', slot))).toBe(slot);
  expect(saveFile('woof', 12)).toBe('savegames/woofsav12.dsg');
  expect(saveFile('woof', AUTO_SAVE_SLOT)).toBe('savegames/autosave.dsg');
});

it('knows the slot of a save by its name, as each source port counts', () => {
  expect(slotOf('woof', 'd2sav31.dsg')).toBe(31);
  expect(slotOf('woof', 'WOOFSAV5.DSG')).toBe(5);
  expect(slotOf('woof', 'woofsav18.dsg')).toBeUndefined();
  expect(slotOf('woof', 'woofsav80.dsg')).toBeUndefined();
  expect(slotOf('chocolate', 'doomsav9.dsg')).toBe(9);
  expect(slotOf('chocolate', 'woofsav12.dsg')).toBeUndefined();
  expect(slotOf('chocolate', 'autosave.dsg')).toBeUndefined();
});

it('takes nothing else for a save', () => {
  for (const name of [
    'temp.dsg',
    'woofsav.dsg',
    'woofsav1.dsg.new',
    '../x1.dsg',
    'averylongname1234.dsg',
    '0.dsg',
  ])
    expect([name, isSaveName(name)]).toEqual([name, false]);
});

it('knows which capital letters each game finds', () => {
  expect(isFound('chocolate', 'DOOMSAV0.DSG')).toBe(false);
  for (const name of ['woofsav0.dsg', 'WOOFSAV0.DSG', 'WOOFSAV0.dsg', 'Woofsav0.dsg'])
    expect([name, isFound('woof', name)]).toEqual([name, true]);
  expect(isFound('woof', 'WoofSav0.dsg')).toBe(false);
});
