import type { Handlers } from '../requests.ts';
import type { Shell } from './shell.ts';

/** The page's requests about the window that it is in. */
export function windowHandlers(shell: Shell): Handlers<'window.fullscreen'> {
  return {
    'window.fullscreen': async (on) => shell.setFullscreen(on),
  };
}
