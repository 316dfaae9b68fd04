import { z } from 'zod';
import { none } from '../../../engine/session/message-schema.ts';
import { fault } from '../../../engine/session/messages.ts';

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
};
