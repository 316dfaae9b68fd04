import type { z } from 'zod';
import { messageOf } from '../../engine/session/message-schema.ts';
import { sessionMessages } from '../../engine/session/messages.ts';
import { programMessages } from './messages/program.ts';
import { storageMessages } from './messages/storage.ts';

/** All that the launcher and its sessions say to the player, by code. `texts/` has the words of each topic in a file of the same name. */
export const messageParams = {
  ...sessionMessages,
  ...programMessages,
  ...storageMessages,
};

export const message = messageOf(messageParams);
export type Message = z.infer<typeof message>;
export type MessageCode = Message['code'];
