import { expect, it } from 'vitest';
import { parseTimed } from './chocolate.ts';

it('the native game’s own report becomes a sample', () => {
  const said = 'HU_Init: Setting up heads up display.\ntimed 6467 gametics in 70 realtics (3233.5 fps)\n';
  expect(parseTimed(said)).toEqual({ gametics: 6467, frames: 6467, seconds: 2 });
});

it('without a report, its last words are the reason', () => {
  expect(() => parseTimed('Z_Init\nW_GetNumForName: demo9 not found!\n')).toThrow('demo9 not found');
  expect(() => parseTimed('')).toThrow('said nothing');
});
