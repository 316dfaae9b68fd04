import type { DemosHome, LevelRun } from '../../main/protocol/demos.ts';
import { FREEDOOM_1, FREEDOOM_2, MORE_WADS } from './fixtures.ts';

/** Made-up demos and levels, as a real launcher tells of them. */

const level = (map: string, seconds: number, got: number): LevelRun => ({
  map,
  at: '2026-11-22T19:02:00.000Z',
  seconds,
  parSeconds: 75,
  kills: { got, of: 20 },
  items: { got: 3, of: 10 },
  secrets: { got: 0, of: 0 },
});
const facts = { version: 109, map: 'E1M2', skill: 3, players: 1, tics: 1531 };

export const DEMOS: readonly DemosHome[] = [
  {
    home: 'freedoom-phase-1',
    port: 'chocolate',
    title: FREEDOOM_1.title,
    addOns: [MORE_WADS[2]!.title],
    iwad: FREEDOOM_1.id,
    pwads: [MORE_WADS[2]!.id],
    merge: [],
    maps: ['E1M1', 'E1M2', 'E2M1'],
    demos: [
      {
        place: { kind: 'file', file: 'demos/through the wall.lmp' },
        name: 'through the wall',
        facts,
        bytes: 6138,
        recordedAt: '2026-11-22T18:30:00.000Z',
        timings: [
          {
            backend: 'singlepass',
            at: '2026-11-22T18:30:00.000Z',
            gametics: 1531,
            frames: 1571,
            seconds: 0.9,
            hash: 'a',
          },
          {
            backend: 'native',
            at: '2026-11-22T18:31:00.000Z',
            gametics: 1531,
            frames: 1571,
            seconds: 0.4,
            hash: 'a',
          },
        ],
      },
      {
        place: { kind: 'file', file: 'demos/torn.lmp' },
        name: 'torn',
        facts: { ...facts, players: 2 },
        bytes: 99,
        recordedAt: '2026-11-21T18:30:00.000Z',
        timings: [],
        problem: { code: 'demo-without-end', params: {} },
      },
      {
        place: { kind: 'lump', lump: 'DEMO1' },
        name: `DEMO1 of ${FREEDOOM_1.title}`,
        facts,
        bytes: 6138,
        timings: [],
      },
    ],
    levels: [level('E1M1', 61, 12), level('E1M1', 75, 20), level('E1M2', 301, 7)],
  },
  {
    port: 'chocolate',
    title: FREEDOOM_2.title,
    addOns: [],
    iwad: FREEDOOM_2.id,
    pwads: [],
    merge: [],
    maps: ['MAP01', 'MAP02'],
    demos: [],
    levels: [],
  },
  {
    home: 'freedoom-phase-2-gone',
    port: 'chocolate',
    title: FREEDOOM_2.title,
    addOns: ['Gone'],
    iwad: FREEDOOM_2.id,
    pwads: ['gone'.padEnd(64, '0')],
    merge: [],
    maps: ['MAP01'],
    demos: [
      {
        place: { kind: 'file', file: 'demos/long ago.lmp' },
        name: 'long ago',
        facts: { ...facts, map: 'MAP01' },
        bytes: 6138,
        recordedAt: '2026-11-20T18:30:00.000Z',
        timings: [],
      },
    ],
    levels: [],
  },
];
