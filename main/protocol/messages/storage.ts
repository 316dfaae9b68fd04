import { z } from 'zod';
import { fault } from '../../../engine/messages/faults.ts';
import { messageOf } from '../../../engine/messages/schema.ts';

/** The documents that the launcher stores. */
export const storedDocument = z.enum([
  'settings',
  'library',
  'home',
  'timings',
  'updates',
  'window-position',
  'controls',
  'start-values',
  'last-session',
  'choices',
  'frame-costs',
]);
export type StoredDocument = z.infer<typeof storedDocument>;

/** Why a document cannot be understood: a part of `document-*` messages. */
export const documentProblems = {
  'no-file': z.strictObject({}),
  'too-large': z.strictObject({ bytes: z.number() }),
  empty: z.strictObject({}),
  'no-json': z.strictObject({}),
  'no-object': z.strictObject({}),
  'version-invalid': z.strictObject({}),
  /** `path`: where in the document; `detail`: the validation's own words. */
  invalid: z.strictObject({ path: z.string(), detail: z.string() }),
};
export const documentProblem = messageOf(documentProblems);
export type DocumentProblem = z.infer<typeof documentProblem>;

/** A document that cannot be understood, and what became of it: another name, or the fault that kept it where it is. */
export const brokenDocument = z.strictObject({
  file: z.string(),
  problem: documentProblem,
  kept: z.union([z.strictObject({ as: z.string() }), z.strictObject({ fault })]),
});
export type BrokenDocument = z.infer<typeof brokenDocument>;

/** Of the user data folder and the documents in it. */
export const storageMessages = {
  'document-missing': z.strictObject({ document: storedDocument, file: z.string() }),
  'document-from-backup': z.strictObject({ document: storedDocument, broken: brokenDocument }),
  'document-starts-afresh': z.strictObject({ document: storedDocument, broken: brokenDocument }),
  /** Values that are not understood have their defaults again. `kept`: the name of a copy of the file as it was. */
  'values-reset': z.strictObject({
    document: storedDocument,
    file: z.string(),
    problems: z.array(documentProblem).min(1),
    kept: z.string().optional(),
  }),
  /** Values that a newer Trapdoom stored are not understood, and stay. */
  'values-newer': z.strictObject({
    document: storedDocument,
    file: z.string(),
    problems: z.array(documentProblem).min(1),
  }),
  /** Items of the list `key` are not understood, and stay. */
  'items-hidden': z.strictObject({
    document: storedDocument,
    file: z.string(),
    key: z.string(),
    count: z.number().int(),
  }),
  'user-data-full': z.strictObject({ folder: z.string() }),
};
