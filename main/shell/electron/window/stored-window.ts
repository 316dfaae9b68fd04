import path from 'node:path';
import { z } from 'zod';
import type { DocumentFormat } from '../../../storage/document.ts';
import { JsonStore } from '../../../storage/json-store.ts';

const rectangle = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().min(1),
  height: z.number().int().min(1),
});
export type Rectangle = z.infer<typeof rectangle>;

/** Where the window was. */
const schema = z.object({
  /** Null before the first time. */
  bounds: rectangle.nullable().default(null),
  maximized: z.boolean().default(false),
});
export type WindowState = z.infer<typeof schema>;

/** `window.json`. */
export const storedWindow: DocumentFormat<WindowState> = { version: 1, migrations: [], schema };

/** The stored place of the window, in the user data folder. */
export function windowStore(userData: string): JsonStore<WindowState> {
  return new JsonStore({
    file: path.join(userData, 'window.json'),
    format: storedWindow,
    defaults: { bounds: null, maximized: false },
    document: 'window-position',
  });
}
