import type { GameAdapter } from '../../engine/games/game-adapter.ts';

/** A kind of game that is no Doom: all that a session needs to know of it is in this folder. */
export const toy: GameAdapter = {
  needsWad: false,
  hasDoomKeys: false,
  takesArguments: true,
  showsFrames: true,
  frames: {
    perSecond: 10,
    entry: { functions: ['toy_frame'], leftIn: 'SDL_GetTicks', leftAfterFrame: true },
    shape: { width: 64, height: 48, pixel: { width: 2, height: 1 } },
  },
  files: { save: /^toy\d\.sav$/, draft: /^toy\d\.tmp$/, recovery: /^(rescue)(\.sav)$/ },
  errorOutput: { reporter: 'toy_panic' },
  recognise: ({ exports }) => {
    if (!exports.some(({ name }) => name === 'toy_version')) return undefined;
    const whole = exports.some(({ name }) => name === 'toy_frame');
    return {
      abi: 'toy',
      title: 'Toy',
      loop: 'frames',
      missing: whole ? [] : ['the exported function toy_frame ()'],
    };
  },
  identify: () => [],
  open: (kit, { request }) => {
    const home = kit.home('toy');
    const wasi = kit.wasi({
      args: ['toy', '--fast', ...request.args],
      env: {},
      grants: new Map([['/', home]]),
    });
    return { hosts: [wasi, kit.sdl({ altEnter: false, prefPath: '/' })] };
  },
  readEnd: ({ code, words }) =>
    code === 7 && words === 'solved'
      ? { cause: 'quit', message: { code: 'game-words', params: { text: 'Solved.' } } }
      : undefined,
};
