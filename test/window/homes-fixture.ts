import type { Home, SavedGame } from '../../main/protocol/homes.ts';
import { toRgba } from '../../renderer/screen/rgba.ts';
import { FREEDOOM_1, MORE_WADS, testFrame } from './fixtures.ts';

/** Made-up homes, as a real launcher tells of them. */

function save(slot: number, more: Partial<SavedGame>): SavedGame {
  return {
    file: `savegames/doomsav${slot}.dsg`,
    slot,
    description: `save ${slot}`,
    map: 'E1M1',
    skill: 2,
    levelSeconds: 95,
    savedAt: `2026-11-2${slot}T18:30:00.000Z`,
    bytes: 84_590,
    picture: true,
    ...more,
  };
}

export const HOMES: readonly Home[] = [
  {
    id: 'freedoom-phase-1',
    port: 'chocolate',
    title: FREEDOOM_1.title,
    addOns: [],
    iwad: FREEDOOM_1.id,
    pwads: [],
    merge: [],
    lastPlayed: '2026-11-22T19:02:00.000Z',
    playedSeconds: 4380,
    problems: [],
    saves: [
      save(0, { description: 'before the blue door' }),
      save(1, { description: '', map: 'E2M4', levelSeconds: 3700, skill: 4, picture: false }),
      save(3, {
        description: 'FROM A FRIEND',
        map: undefined,
        skill: undefined,
        levelSeconds: undefined,
        picture: false,
        problem: { code: 'save-of-other-version', params: { version: 'version 110' } },
      }),
    ],
    screenshots: ['2026-11-22-190112', '2026-11-22-185501', '2026-11-21-120000'].map((time, i) => ({
      file: `screenshots/freedoom-phase-1-${time}.png`,
      bytes: 41_000,
      changedAt: `2026-11-2${2 - i}T18:55:01.000Z`,
    })),
    configs: ['chocolate-doom.cfg', 'default.cfg'].map((file) => ({
      file,
      bytes: 2100,
      changedAt: '2026-11-22T19:02:00.000Z',
    })),
    trash: [
      {
        id: 'trash-0',
        file: 'savegames/doomsav5.dsg',
        label: '“dead end”',
        deletedAt: '2026-11-20T10:00:00.000Z',
      },
    ],
  },
  {
    id: 'freedoom-phase-1-scythe',
    port: 'chocolate',
    title: FREEDOOM_1.title,
    addOns: [MORE_WADS[2]!.title, 'A very long name of an add-on, as some authors like them'],
    iwad: FREEDOOM_1.id,
    pwads: [MORE_WADS[2]!.id, 'gone'],
    merge: [],
    lastPlayed: '2026-11-01T19:02:00.000Z',
    playedSeconds: 40,
    problems: [],
    saves: [
      save(2, { description: 'scythe' }),
      save(5, {
        file: 'recovered/recovery.dsg',
        slot: undefined,
        description: 'in the nick of time',
        picture: false,
        problem: { code: 'save-in-no-slot', params: {} },
      }),
    ],
    screenshots: [],
    configs: [],
    trash: [],
  },
];

/** A PNG. */
export function pictureOf(file: string): Uint8Array {
  const frame = testFrame(file.length * 13 + (file.charCodeAt(file.length - 5) % 10) * 40);
  const canvas = document.createElement('canvas');
  canvas.width = frame.width;
  canvas.height = frame.height;
  const pixels = new ImageData(new Uint8ClampedArray(toRgba(frame)), frame.width, frame.height);
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  const base64 = canvas.toDataURL('image/png').split(',')[1] ?? '';
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
}
