import type {
  BrokenDocument,
  documentProblems,
  StoredDocument,
  storageMessages,
} from '../messages/storage.ts';
import { faultText } from './session.ts';
import { type Texts, textOf } from './table.ts';
import { counted, phrase } from './words.ts';

/** Each stored document, as the subject of a sentence. */
const DOCUMENTS: Readonly<Record<StoredDocument, string>> = {
  settings: 'Your settings',
  library: 'Your added WADs',
  home: 'The notes about a folder of saved games',
  timings: 'Your demo timings',
  updates: 'The dates of update checks',
  'window-position': 'The window’s size and position',
  controls: 'Your controls for all games',
  'start-values': 'The configuration values changed at a game’s start',
  'last-session': 'The records of the last session',
};

export const documentProblemTexts: Texts<typeof documentProblems> = {
  'no-file': () => 'it is not a file',
  'too-large': ({ bytes }) => `it has ${counted(bytes, 'byte')}, too many for such a file`,
  empty: () => 'it is empty',
  'no-json': () => 'it is not JSON',
  invalid: ({ path, detail }) => `${path === '' ? 'the document' : path}: ${phrase(detail)}`,
};

function broken({ file, problem, kept }: BrokenDocument): string {
  const fate = 'as' in kept ? `is kept as ${kept.as}` : `stays where it is (${faultText(kept.fault)})`;
  return `${file} could not be read (${textOf(documentProblemTexts, problem)}) and ${fate}.`;
}

export const storageTexts: Texts<typeof storageMessages> = {
  'document-missing': ({ document, file }) =>
    `${DOCUMENTS[document]} are as of the last backup: ${file} was missing.`,
  'document-from-backup': (params) =>
    `${DOCUMENTS[params.document]} are as of the last backup: ${broken(params.broken)}`,
  'document-starts-afresh': (params) =>
    `${DOCUMENTS[params.document]} start afresh: ${broken(params.broken)}`,
  'user-data-full': ({ folder }) =>
    `The disk of ${folder} is full. Make room: until then nothing that you play or set can be stored.`,
};
