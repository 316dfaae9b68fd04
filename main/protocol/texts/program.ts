import type { programMessages } from '../messages/program.ts';
import { faultText } from './faults.ts';
import type { Texts } from './table.ts';
import { phrase } from './words.ts';

function notUnderstood(what: string, path: string, detail: string): string {
  return `This window does not understand ${what} (${path === '' ? '' : `${path}: `}${phrase(detail)}). Restart Trapdoom.`;
}

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
  'launcher-failed': ({ detail, log }) =>
    `Trapdoom has an internal error and has to end: ${phrase(detail)}. The game was stopped, and what it saved is kept.${
      log === undefined ? '' : ` The details are in ${log}.`
    }`,
  'launcher-ended': () =>
    'You can close this window. Start Trapdoom again to play on; your saved games are safe.',
  'launcher-silent': () => 'The launcher does not respond just now. Try again in a moment.',
  'connection-broken': () => 'The connection to the launcher broke before it responded.',
  'no-key': () =>
    'Use the tab that the link opened, or open the link again in this browser. If neither helps, start Trapdoom again.',
  'request-too-large': () => 'That is too much for one message to the launcher.',
  'message-unreadable': () => 'The launcher sent a message that this window cannot read.',
  'answer-not-understood': ({ name, path, detail }) => notUnderstood(`the answer to “${name}”`, path, detail),
  'event-not-understood': ({ name, path, detail }) => notUnderstood(`the event “${name}”`, path, detail),
  'game-event-not-understood': ({ path, detail }) => notUnderstood('a message of the game', path, detail),
  'window-dropped': () =>
    'This window did not read what the launcher sent, so the launcher closed its connection. The window has connected again.',
};
