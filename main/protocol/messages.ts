import type { z } from 'zod';
import { messageOf } from '../../engine/messages/schema.ts';
import { sessionMessages } from '../../engine/session/messages.ts';
import { controlsMessages } from './messages/controls.ts';
import { demoMessages } from './messages/demos.ts';
import { homeMessages } from './messages/homes.ts';
import { libraryMessages } from './messages/library.ts';
import { playMessages } from './messages/play.ts';
import { programMessages } from './messages/program.ts';
import { storageMessages } from './messages/storage.ts';

/** All that the launcher and its sessions say to the player, by code. `texts/` has the words of each topic in a file of the same name. */
export const messageParams = {
  ...sessionMessages,
  ...controlsMessages,
  ...demoMessages,
  ...homeMessages,
  ...libraryMessages,
  ...playMessages,
  ...programMessages,
  ...storageMessages,
};

export const message = messageOf(messageParams);
export type Message = z.infer<typeof message>;
