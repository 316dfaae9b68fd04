import type {
  BrokenDocument,
  DocumentProblem,
  documentProblems,
  StoredDocument,
  storageMessages,
} from '../messages/storage.ts';
import { faultText } from './faults.ts';
import { type Texts, textOf } from './table.ts';
import { counted, number, phrase } from './words.ts';

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
  'frame-costs': 'What frames took on this machine',
  choices: 'Your choices of source ports and launch options',
};

export const documentProblemTexts: Texts<typeof documentProblems> = {
  'no-file': () => 'it is not a file',
  'too-large': ({ bytes }) => `it has ${counted(bytes, 'byte')}, too many for such a file`,
  empty: () => 'it is empty',
  'no-json': () => 'it is not JSON',
  'no-object': () => 'it is not a JSON object',
  'version-invalid': () => 'its version is not a positive whole number',
  invalid: ({ path, detail }) => `${path === '' ? 'the document' : path}: ${phrase(detail)}`,
};

/** The same within a sentence. */
function within(document: StoredDocument): string {
  const [first = '', ...rest] = DOCUMENTS[document];
  return first.toLowerCase() + rest.join('');
}

function reasons(problems: readonly DocumentProblem[]): string {
  return problems.map((problem) => textOf(documentProblemTexts, problem)).join('; ');
}

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
  'values-reset': ({ document, file, problems, kept }) =>
    `Some of ${within(document)} could not be read and have their defaults again (${reasons(problems)}). ${
      kept === undefined ? `See ${file}.` : `The earlier file is kept as ${kept} beside ${file}.`
    }`,
  'values-newer': ({ document, file, problems }) =>
    `A newer Trapdoom stored some of ${within(document)}, and this one cannot read them (${reasons(problems)}). They stay in ${file}, whatever you change here.`,
  'items-hidden': ({ document, file, key, count }) =>
    `Some of ${within(document)} could not be read (${key}: ${number(count)}). They are not shown, and stay in ${file}.`,
  'user-data-full': ({ folder }) =>
    `The disk of ${folder} is full. Make room: until then nothing that you play or set can be stored.`,
};
