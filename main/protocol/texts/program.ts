import type { programMessages } from '../messages/program.ts';
import { faultText } from './session.ts';
import type { Texts } from './table.ts';
import { phrase } from './words.ts';

export const programTexts: Texts<typeof programMessages> = {
  unexpected: ({ fault }) => `${faultText(fault)}.`,
  'request-unknown': ({ name }) =>
    `The window sent the request “${name}”, which this launcher does not know. Restart Trapdoom.`,
  'request-invalid': ({ name, path, detail }) =>
    `The window’s request “${name}” is not valid: ${path} ${phrase(detail)}.`,
  'not-from-the-window': () => 'Not from Trapdoom’s window.',
  'newer-version': ({ latest, version, page }) =>
    `Trapdoom ${latest} is available; you have ${version}. Download it at ${page}.`,
  'no-sandbox': ({ reason }) =>
    reason === 'root'
      ? 'Trapdoom runs as root, so its window has no sandbox. Start it as an ordinary user to have one.'
      : 'Trapdoom’s window has no sandbox: the system does not allow one, or Trapdoom was started with --no-sandbox.',
  'window-dropped': () =>
    'This window did not read what the launcher sent, so the launcher closed its connection. The window has connected again.',
};
