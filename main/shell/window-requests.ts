import type { Handlers } from '../requests.ts';
import type { Shell } from './shell.ts';

/** The page's requests about the window that it is in. */
export function windowHandlers(shell: Shell): Handlers<'window.fullscreen' | 'window.icon'> {
  return {
    'window.fullscreen': async (on) => shell.setFullscreen(on),
    'window.icon': async (png) => {
      shell.setIcon(png);
      return undefined;
    },
  };
}
