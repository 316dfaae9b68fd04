import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FREEDOOM_DEMOS } from './freedoom-fixture.ts';
import { runTimedemo, TimedemoError } from './timedemo.ts';

const root = path.resolve(import.meta.dirname, '../..');
const module = path.join(root, 'assets/games/chocolate-doom.wasm');
const wad = (phase: number) => path.join(root, 'assets/wads', `freedoom${phase}.wad`);

/** The interpreter, slow as it is, plays demos shorter than this. */
const INTERPRETED = 1300;

describe('Freedoom’s demos', () => {
  it('have a game and WADs to run on (`npm run build` makes them)', () => {
    for (const file of [module, wad(1), wad(2)]) expect(fs.existsSync(file), file).toBe(true);
  });

  it.each(FREEDOOM_DEMOS)(
    'phase %i, %s: %i gametics, and the same frames on all backends',
    (phase, demo, gametics) => {
      const backends = ['singlepass', ...(gametics < INTERPRETED ? ['interpreter' as const] : [])] as const;
      const native = runTimedemo({ module, wad: wad(phase), demo, backend: 'native' });
      expect(native.gametics).toBe(gametics);
      expect(native.frames).toBeGreaterThan(gametics);
      for (const backend of backends) {
        const { frames, hash } = native;
        expect(runTimedemo({ module, wad: wad(phase), demo, backend })).toMatchObject({
          gametics,
          frames,
          hash,
        });
      }
    },
    120_000,
  );

  it('look and sound the same on both backends, sample by sample: effects and synthesized music', () => {
    const [native, singlepass] = (['native', 'singlepass'] as const).map((backend) =>
      runTimedemo({ module, wad: wad(1), demo: 'demo3', backend, sound: true }),
    );
    expect(native?.gametics).toBe(1241);
    expect(native?.audioPeak).toBeGreaterThan(3000);
    expect(native?.audioHash).toMatch(/^[0-9a-f]{64}$/);
    const { hash, audioHash, audioPeak } = native!;
    expect(singlepass).toMatchObject({ hash, audioHash, audioPeak });
  });

  it('repeat from run to run', () => {
    const run = () => runTimedemo({ module, wad: wad(1), demo: 'demo3', backend: 'native' });
    expect(run().hash).toBe(run().hash);
  });

  it('that are not there end in the game’s own words', () => {
    const run = () => runTimedemo({ module, wad: wad(1), demo: 'demo9', backend: 'native' });
    expect(run).toThrow(TimedemoError);
    const message = { code: 'game-words', params: { text: 'W_GetNumForName: demo9 not found!' } };
    expect(run).toThrow(expect.objectContaining({ end: expect.objectContaining({ message }) }));
  });
});
