import { describe, expect, it } from 'vitest';
import { identify, packArguments, unsupported } from './identify.ts';
import type { Wad } from './wad.ts';
import { GAME_LUMPS } from './wad-fixture.ts';

const UNKNOWN_MD5 = '0'.repeat(32);
function wad(magic: Wad['magic'], ...names: string[]): Wad {
  return { magic, bytes: 1, lumps: names.map((name) => ({ name, offset: 12, size: 0 })) };
}
const game = (...names: string[]) => identify(wad('IWAD', ...GAME_LUMPS, ...names), UNKNOWN_MD5, 'file');

describe('identify', () => {
  it.each([
    ['FreeDM', ['MAP01', 'FREEDM', 'FREEDOOM']],
    ['Freedoom: Phase 2', ['MAP01', 'FREEDOOM']],
    ['Freedoom: Phase 1', ['E1M1', 'E2M1', 'E3M1', 'E4M2', 'FREEDOOM']],
    ['Chex Quest', ['E1M1', 'E4M1', 'E4M2', 'W94_1', 'POSSH0M0']],
    ['The Ultimate Doom', ['E1M1', 'E2M1', 'E3M1', 'E4M1', 'E4M2']],
    ['Doom', ['E1M1', 'E2M1', 'E3M1', 'DPHOOF', 'BFGGA0', 'HEADA1', 'CYBRA1', 'SPIDA1D1']],
    ['Doom (shareware)', ['E1M1', 'E1M2']],
    ['Final Doom: TNT Evilution', ['MAP01', 'REDTNT2']],
    ['Final Doom: The Plutonia Experiment', ['MAP01', 'CAMO1']],
    ['Doom II (French)', ['MAP01', 'WIOBJ']],
    ['Doom II', ['MAP01']],
  ])('recognises %s by its lumps', (title, lumps) => {
    const identity = game(...lumps);
    expect(identity).toEqual({ title, kind: 'iwad', game: 'doom' });
    expect(unsupported(identity)).toBeUndefined();
  });

  it.each([
    ['heretic', ['E1M1', 'E2M1', 'MUS_E1M1']],
    ['hexen', ['MAP01', 'MAP40', 'CLUS1MSG']],
    ['strife', ['MAP01', 'ENDSTRF']],
  ])('recognises %s and says that it is not supported yet', (name, lumps) => {
    const identity = game(...lumps);
    expect(identity.game).toBe(name);
    expect(unsupported(identity)).toMatchObject({ code: 'game-unsupported' });
  });

  it('has the game told which half of Final Doom it plays, and of no other game', () => {
    expect(packArguments(game('MAP01', 'REDTNT2'))).toEqual(['-pack', 'tnt']);
    expect(packArguments(game('MAP01', 'CAMO1'))).toEqual(['-pack', 'plutonia']);
    const known = identify(wad('IWAD', 'X'), '75c8cf89566741fa9d22447604053bd7', 'x');
    expect(packArguments(known)).toEqual(['-pack', 'plutonia']);
    expect(packArguments(game('MAP01'))).toEqual([]);
  });

  it('prefers a known hash over lumps', () => {
    expect(identify(wad('IWAD', 'X'), 'ca9a4159a7833544a89144c7f5053412', 'x').title).toBe(
      'Freedoom: Phase 2 (0.12.1)',
    );
  });

  it('does not trust the header’s word alone', () => {
    expect(identify(wad('PWAD', ...GAME_LUMPS, 'MAP01'), UNKNOWN_MD5, 'retail').kind).toBe('iwad');
    expect(identify(wad('IWAD', 'MAP01', 'THINGS'), UNKNOWN_MD5, 'map')).toEqual({
      title: 'map',
      kind: 'pwad',
      game: 'doom',
    });
    // A total conversion with palette and textures of its own, but without the rest of a game.
    const conversion = wad('PWAD', 'PLAYPAL', 'COLORMAP', 'PNAMES', 'TEXTURE1', 'MAP01');
    expect(identify(conversion, UNKNOWN_MD5, 'tc').kind).toBe('pwad');
  });
});
