import { z } from 'zod';
import { fault } from '../../../engine/messages/faults.ts';
import { none } from '../../../engine/messages/schema.ts';

/** Of the program itself: its window, its shell, and its versions. */
export const programMessages = {
  /** An error that nobody expected. */
  unexpected: z.strictObject({ fault }),
  'request-unknown': z.strictObject({ name: z.string() }),
  'request-invalid': z.strictObject({ name: z.string(), path: z.string(), detail: z.string() }),
  'not-from-the-window': none,
  'newer-version': z.strictObject({ latest: z.string(), version: z.string(), page: z.string() }),
  /** `reason`: as root, Chromium has no sandbox. */
  'no-sandbox': z.strictObject({ reason: z.enum(['root', 'system']) }),
  'window-dropped': none,
  /** Of the window itself: its connection to the launcher. */
  'launcher-ended': none,
  'launcher-silent': none,
  'connection-broken': none,
  'no-key': none,
  'request-too-large': none,
  'message-unreadable': none,
  /** The window does not understand what it received. */
  'answer-not-understood': z.strictObject({ name: z.string(), path: z.string(), detail: z.string() }),
  'event-not-understood': z.strictObject({ name: z.string(), path: z.string(), detail: z.string() }),
  'game-event-not-understood': z.strictObject({ path: z.string(), detail: z.string() }),
  /** An error of the launcher's own that nobody handled. `log`: the file that has the details. */
  'launcher-failed': z.strictObject({ detail: z.string(), log: z.string().optional() }),
};
