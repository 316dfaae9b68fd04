import type { SessionEnd } from '../../../engine/session/protocol.ts';
import type { Message, messageParams } from '../messages.ts';
import { controlsTexts } from './controls.ts';
import { demoTexts } from './demos.ts';
import { homeTexts } from './homes.ts';
import { libraryTexts } from './library.ts';
import { playTexts } from './play.ts';
import { programTexts } from './program.ts';
import { keptBackendTexts, sessionEndTexts, sessionTexts } from './session.ts';
import { storageTexts } from './storage.ts';
import { type Texts, textOf } from './table.ts';

/** The English of every message. The window and the command line both read it. */
export const messageTexts: Texts<typeof messageParams> = {
  ...sessionTexts,
  ...sessionEndTexts,
  ...keptBackendTexts,
  ...controlsTexts,
  ...demoTexts,
  ...homeTexts,
  ...libraryTexts,
  ...playTexts,
  ...programTexts,
  ...storageTexts,
};

/** How a session ended: what its message says, and what else may have led to it. */
export function endMessageText({ message, note }: Pick<SessionEnd, 'message' | 'note'>): string {
  return note === undefined ? messageText(message) : `${messageText(message)}\n${messageText(note)}`;
}

/** What a message says to the player: sentences, each with its full stop. */
export function messageText(message: Message): string {
  return textOf(messageTexts, message);
}
