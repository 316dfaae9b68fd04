import { z } from 'zod';
import type { DocumentFormat } from '../../storage/document.ts';
import { kindOf } from './kinds.ts';

const schema = z.object({
  /** Where it lay in the home. */
  file: z.string().refine((file) => kindOf(file) !== undefined, 'is no file of a home'),
  /** What it was, for the player. */
  label: z.string().max(300).default('A deleted file'),
  /** Absent where it is not understood: then the file is kept. */
  deletedAt: z.iso.datetime().optional(),
});
export type TrashNote = z.infer<typeof schema>;

/** `note.json` of a deleted file. */
export const storedTrashNote: DocumentFormat<TrashNote> = { version: 1, migrations: [], schema };
