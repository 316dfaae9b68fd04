import type { Message, messageParams } from '../messages.ts';
import { programTexts } from './program.ts';
import { keptBackendTexts, sessionTexts } from './session.ts';
import { storageTexts } from './storage.ts';
import { type Texts, textOf } from './table.ts';

/** The English of every message. The window and the command line both read it. */
export const messageTexts: Texts<typeof messageParams> = {
  ...sessionTexts,
  ...keptBackendTexts,
  ...programTexts,
  ...storageTexts,
};

/** What a message says to the player: sentences, each with its full stop. */
export function messageText(message: Message): string {
  return textOf(messageTexts, message);
}
