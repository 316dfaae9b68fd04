import fs from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { BackendName } from '../../engine/session/protocol.ts';
import { BACKEND_NAMES } from '../../engine/wasm/spec/backends.ts';
import { roomMap } from '../../main/library/files/map-fixture.ts';
import { makeWad } from '../../main/library/files/wad-fixture.ts';
import { FREEDOOM_1, press, Stage } from './rehearse.ts';

/** The other sound cards that Doom's configuration may name: as on a desktop without what they need, the game continues. */

// Machines that have other things to do take long to interpret a game's start.

const NONE = 0;
const PC_SPEAKER = 1;
const SOUND_BLASTER = 3;
const GENERAL_MIDI = 8;

let stage: Stage;
/** A level where nobody else makes a sound. */
let room: string;
beforeAll(() => {
  stage = new Stage();
  room = stage.file('room.wad', makeWad({ magic: 'PWAD', lumps: roomMap('E1M1') }));
});
afterAll(() => stage.remove());

/** How loud the room is before and after a shot, the loudest sample of each, and what the game says. */
function shoot(backend: BackendName, effects: number, music: number, level = room, rate = 44_100) {
  const home = fs.mkdtempSync(path.join(stage.folder, 'home-'));
  fs.writeFileSync(path.join(home, 'default.cfg'), `snd_sfxdevice ${effects}\nsnd_musicdevice ${music}\n`);
  fs.writeFileSync(path.join(home, 'chocolate-doom.cfg'), `show_endoom 0\nsnd_samplerate ${rate}\n`);
  let peak = 0;
  const config = { backend, home, wads: [FREEDOOM_1, level], args: ['-warp', '1', '1'] };
  const game = stage.doom(config, ({ samples }) => {
    for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  });
  const listen = (frames: number) => {
    peak = 0;
    game.run(frames);
    return peak;
  };
  game.run(60);
  const before = listen(10);
  press(game, 'ControlLeft');
  const after = listen(12);
  expect(game.session.end).toBeUndefined();
  game.session.stop();
  return { before, after, lines: game.lines.join('\n') };
}

describe.each(BACKEND_NAMES)('Doom on %s', (backend) => {
  it('has effects on the PC’s speaker', () => {
    const { before, after, lines } = shoot(backend, PC_SPEAKER, NONE);
    expect(lines).toContain('Using PC sound driver: SDL');
    expect([before, after > 3000]).toEqual([0, true]);
  });

  it('has effects, and no music, where that is to be MIDI', () => {
    const { before, after, lines } = shoot(backend, SOUND_BLASTER, GENERAL_MIDI);
    expect(lines).toContain('Error loading midi: Unrecognized audio format');
    expect([before, after > 3000]).toEqual([0, true]);
  });

  it('plays a shot of 3000 samples a second on a card of 48,000', () => {
    const shot = Buffer.alloc(8 + 32 + 3000, 200);
    shot.writeUInt16LE(3, 0);
    shot.writeUInt16LE(3000, 2);
    shot.writeUInt32LE(32 + 3000, 4);
    const lumps = [...roomMap('E1M1'), ['DSPISTOL', shot] as const];
    const slow = stage.file('slow.wad', makeWad({ magic: 'PWAD', lumps }));
    const { before, after } = shoot(backend, SOUND_BLASTER, NONE, slow, 48_000);
    expect([before, after > 3000]).toEqual([0, true]);
  });
});
