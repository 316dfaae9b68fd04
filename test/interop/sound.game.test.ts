import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { TICS_PER_SECOND } from '../../engine/games/common/doom-rules.ts';
import { FrameClock } from '../../engine/session/drive/clock.ts';
import { GameSession } from '../../engine/session/game/session.ts';
import { temporaryFolder } from '../e2e/launcher.ts';
import { correlation, spectrum } from './spectrum.ts';

const root = path.resolve(import.meta.dirname, '../..');
const wad = path.join(root, 'assets/wads/freedoom1.wad');
/** Effects and music; so much of it is compared, in seconds. */
const DEMO = 'demo3';
const SECONDS = 20;
/** At the beginning there may be so much silence, in seconds. */
const SILENCE = 5;
const RATE = 44_100;
/** The same program as machine code: Debian's package, which `npm test` installs where it may. */
const debian = ['/usr/games/chocolate-doom', '/usr/bin/chocolate-doom'].find((file) => fs.existsSync(file));

/** What Debian's chocolate-doom plays, by its own clock, as SDL's disk driver writes it down. */
async function debianSound(program: string): Promise<Int16Array> {
  const folder = temporaryFolder();
  try {
    const file = path.join(folder.path, 'sound.raw');
    const env = {
      ...process.env,
      HOME: folder.path,
      XDG_DATA_HOME: '',
      XDG_CONFIG_HOME: '',
      SDL_VIDEODRIVER: 'dummy',
      SDL_AUDIODRIVER: 'disk',
      SDL_DISKAUDIOFILE: file,
    };
    const args = ['-iwad', wad, '-nogui', '-geometry', '320x200w', '-playdemo', DEMO];
    const child = spawn(program, args, { env, stdio: 'ignore' });
    const gone = new Promise((resolve) => child.once('exit', resolve));
    // It plays by the clock, and longer than what is compared.
    const size = () => (fs.existsSync(file) ? fs.statSync(file).size : 0);
    const deadline = performance.now() + 100_000;
    while (size() < (SECONDS + SILENCE) * RATE * 4 && performance.now() < deadline) await sleep(200);
    child.kill('SIGKILL');
    await gone;
    const bytes = fs.readFileSync(file);
    return new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)));
  } finally {
    folder.remove();
  }
}

/** What ours plays, by the session's clock. */
function ourSound(): Int16Array {
  const folder = temporaryFolder();
  try {
    const clock = new FrameClock();
    const blocks: Int16Array[] = [];
    const session = new GameSession(
      {
        module: path.join(root, 'assets/games/chocolate-doom.wasm'),
        wads: [wad],
        home: folder.path,
        backend: 'singlepass',
        args: ['-playdemo', DEMO],
      },
      {
        clock,
        epoch: 0,
        random: (into) => into.fill(0),
        pump: () => [],
        frame: () => {},
        sound: ({ samples }) => blocks.push(samples),
        log: () => {},
      },
    );
    session.load();
    session.start();
    for (let i = 1; i < (SECONDS + SILENCE) * TICS_PER_SECOND; i++) {
      clock.set((i * 1000) / TICS_PER_SECOND);
      session.frame();
    }
    expect(session.end).toBeUndefined();
    session.stop();
    return Int16Array.from(blocks.flatMap((block) => [...block]));
  } finally {
    folder.remove();
  }
}

/** So much of a recording as is compared, from the first sample that can be heard: programs take different times to start. */
function sounding(samples: Int16Array): Int16Array {
  const first = samples.findIndex((sample) => Math.abs(sample) > 64) & ~1;
  return samples.subarray(first, first + SECONDS * RATE * 2);
}

it.skipIf(debian === undefined)(
  'a demo sounds as on Debian’s chocolate-doom: the same spectrum, as loud',
  async () => {
    const theirs = sounding(await debianSound(debian!));
    const ours = sounding(ourSound());
    const [a, b] = [spectrum(theirs, RATE), spectrum(ours, RATE)];
    const together = correlation(a, b);
    const apart = Math.max(...a.map((level, i) => Math.abs(level - b[i]!)));
    console.info(
      `spectra: correlation ${together.toFixed(4)}, ${apart.toFixed(1)} dB apart at worst; ` +
        `${(theirs.length / 2 / RATE).toFixed(1)} s and ${(ours.length / 2 / RATE).toFixed(1)} s`,
    );
    expect(together).toBeGreaterThan(0.98);
    expect(apart).toBeLessThan(4);
  },
  240_000,
);
