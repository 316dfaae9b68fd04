// @ts-check
/**
 * The check of the tree's English: comments, documents and the window's texts. It finds words that CONTRIBUTING.md's glossary replaces,
 * and sentences that are too long. `npm run english` lists what it finds; `npm run english -- --write` shrinks the list of old findings.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { parseSync } from 'vite';

const MOST_WORDS = 25;
const GLOSSARY = /^\| Not \|.*\n\|.*\n((?:\|.*\n)+)/m;
const CODE = /\.(ts|tsx|mjs)$/;
/** Files whose strings a player reads. */
const TEXTS = /^(main\/protocol\/texts\/.*\.ts|renderer\/.*\.tsx)$/;
/** Folders that hold no source of ours, and documents that the bench and the conformance suite write. */
const LEFT_OUT = /^(node_modules|dist|artifacts|assets|out|\.[^/]*)$|^docs\/(PERFORMANCE|CONFORMANCE)\.md$/;

/**
 * @typedef {object} Passage a paragraph, in which sentences are counted
 * @property {string} text
 * @property {number} line the first line, from 1
 * @property {boolean} sentences whether long sentences count: in documents, doc comments and texts
 */
/** @typedef {{file: string, line: number, problem: string}} Finding */
/** @typedef {{words: RegExp, instead: ReadonlyMap<string, string>}} Glossary */

/**
 * Reads the glossary of CONTRIBUTING.md: the table whose first column is headed "Not".
 * @param {string} text
 * @returns {Glossary}
 */
export function readGlossary(text) {
  const rows = GLOSSARY.exec(text)?.[1]?.trim().split('\n') ?? [];
  const instead = new Map();
  for (const row of rows) {
    const [, words = '', replacement = ''] = row.split('|');
    for (const word of words.split(',')) instead.set(word.trim().toLowerCase(), replacement.trim());
  }
  const alternatives = [...instead.keys()].map((word) => word.replaceAll(' ', '\\s+')).join('|');
  return { words: new RegExp(`(?<![\\w-])(?:${alternatives})(?![\\w-])`, 'gi'), instead };
}

/**
 * Finds what is wrong in one file.
 * @param {string} file relative to the checkout, with `/`
 * @param {string} text
 * @param {Glossary} glossary
 * @returns {Finding[]}
 */
export function findingsOf(file, text, glossary) {
  const passages = file.endsWith('.md') ? markdownPassages(text) : codePassages(file, text);
  return passages.flatMap((passage) => passageFindings(file, passage, glossary));
}

/**
 * @param {string} file
 * @param {Passage} passage
 * @param {Glossary} glossary
 * @returns {Finding[]}
 */
function passageFindings(file, { text, line, sentences }, glossary) {
  const at = (/** @type {number} */ index) => line + (text.slice(0, index).match(/\n/g)?.length ?? 0);
  // Code keeps its length, so that lines stay right, and counts as one word.
  const prose = text.replace(/`[^`]*`|https?:\/\/\S+/g, (code) => code.replace(/[^\n]/g, 'x'));
  const findings = Array.from(prose.matchAll(glossary.words), (match) => {
    const word = match[0].replace(/\s+/g, ' ');
    const problem = `"${word}": ${glossary.instead.get(word.toLowerCase())}`;
    return { file, line: at(match.index), problem };
  });
  if (!sentences) return findings;
  for (const match of prose.matchAll(/\S[\s\S]*?(?:[.!?…]["')”’*_]*(?=\s|$)|$)/g)) {
    const words = match[0].split(/\s+/).filter((word) => /[\p{L}\p{N}]/u.test(word)).length;
    if (words <= MOST_WORDS) continue;
    const start = text.slice(match.index, match.index + 40).replace(/\s+/g, ' ');
    findings.push({ file, line: at(match.index), problem: `a sentence of ${words} words: ${start}…` });
  }
  return findings;
}

/**
 * Paragraphs, headings, items and table cells of a document; not its code.
 * @param {string} document
 * @returns {Passage[]}
 */
function markdownPassages(document) {
  // The glossary itself names the words; as many lines stay.
  const text = document.replace(GLOSSARY, (table) => table.replace(/[^\n]/g, ''));
  /** @type {Passage[]} */
  const passages = [];
  let open = false;
  let fenced = false;
  for (const [index, content] of text.split('\n').entries()) {
    const line = index + 1;
    if (/^\s*```/.test(content)) {
      fenced = !fenced;
      open = false;
    } else if (fenced || content.trim() === '') {
      open = false;
    } else if (content.startsWith('|')) {
      open = false;
      for (const cell of content.split('|')) passages.push({ text: cell, line, sentences: true });
    } else {
      const last = passages.at(-1);
      if (!open || last === undefined || /^(#|\s*([-*]|\d+\.) )/.test(content))
        passages.push({ text: content, line, sentences: true });
      else last.text += `\n${content}`;
      open = !content.startsWith('#');
    }
  }
  // A link counts as its text.
  for (const passage of passages) passage.text = passage.text.replace(/\]\([^)]*\)/g, ']');
  return passages;
}

/**
 * Comments of a source file, and its strings where a player reads them.
 * @param {string} file
 * @param {string} text
 * @returns {Passage[]}
 */
function codePassages(file, text) {
  const parsed = parseSync(file, text);
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  const lineOf = (/** @type {number} */ offset) => {
    let [low, high] = [0, starts.length];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return low + 1;
  };
  /** @type {Passage[]} */
  const passages = [];
  let lineCommentEnd = -1;
  for (const { type, value, start, end } of parsed.comments) {
    if (type === 'Block') passages.push(...blockPassages(value, lineOf(start)));
    else {
      const last = passages.at(-1);
      // Comments of lines that follow each other are one.
      if (last !== undefined && lineCommentEnd >= 0 && text.slice(lineCommentEnd, start).trim() === '')
        last.text += `${text.slice(lineCommentEnd, start).replace(/[^\n]/g, '')}${value}`;
      else passages.push({ text: value, line: lineOf(start), sentences: false });
    }
    lineCommentEnd = type === 'Line' ? end : -1;
  }
  if (TEXTS.test(file))
    for (const { value, start } of strings(parsed.program))
      passages.push({ text: value, line: lineOf(start), sentences: true });
  return passages;
}

/**
 * A block comment's paragraphs, items and cells; each tag of a doc comment is one.
 * @param {string} value
 * @param {number} line
 * @returns {Passage[]}
 */
function blockPassages(value, line) {
  const text = value
    .split('\n')
    .map((content) => content.replace(/^\s*\* ?/, ''))
    // Of a tag its description counts, not its name and type.
    .map((content) => content.replace(/^@\w+\s*(\{[^\n]*\}\s*)?(\[?[\w.]+\]?)?/, '- '))
    .join('\n');
  return markdownPassages(text).map((passage) => ({
    ...passage,
    line: passage.line + line - 1,
    sentences: value.startsWith('*'),
  }));
}

/**
 * Strings with spaces, the fixed parts of templates, and text between tags.
 * @param {unknown} node
 * @returns {Generator<{value: string, start: number}>}
 */
function* strings(node) {
  if (typeof node !== 'object' || node === null) return;
  const { type, value, start, quasis } = /** @type {Record<string, any>} */ (node);
  const isText =
    type === 'Literal' && typeof value === 'string' && /\p{L}{3}/u.test(value) && value.includes(' ');
  if (type === 'JSXText' || isText) yield { value, start };
  if (type === 'TemplateLiteral')
    yield {
      value: quasis.map((/** @type {any} */ quasi) => quasi.value.cooked ?? '').join('x'),
      start,
    };
  for (const child of Object.values(node)) yield* strings(child);
}

/**
 * Every source file and document below a folder.
 * @param {string} root
 * @param {string} [folder]
 * @returns {string[]} relative to the root, with `/`
 */
function filesOf(root, folder = '') {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const file = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (LEFT_OUT.test(file)) return [];
    if (entry.isDirectory()) return filesOf(root, file);
    return CODE.test(file) || file.endsWith('.md') ? [file] : [];
  });
}

/** @param {string} root */
export function findingsOfTree(root) {
  const glossary = readGlossary(readFileSync(path.join(root, 'CONTRIBUTING.md'), 'utf8'));
  return filesOf(root).flatMap((file) =>
    findingsOf(file, readFileSync(path.join(root, file), 'utf8'), glossary),
  );
}

/** @typedef {Record<string, number>} Counts findings by file */

/**
 * @param {readonly Finding[]} findings
 * @returns {Counts}
 */
export function countByFile(findings) {
  /** @type {Counts} */
  const counts = {};
  for (const { file } of findings) counts[file] = (counts[file] ?? 0) + 1;
  return Object.fromEntries(Object.entries(counts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/**
 * Compares what is found with what is known.
 * @param {readonly Finding[]} findings
 * @param {Counts} known
 * @returns {string[]} what is wrong, file by file; empty if both are equal
 */
export function compare(findings, known) {
  const counts = countByFile(findings);
  const files = [...new Set([...Object.keys(counts), ...Object.keys(known)])].sort();
  return files.flatMap((file) => {
    const [now, before] = [counts[file] ?? 0, known[file] ?? 0];
    if (now === before) return [];
    if (now < before)
      return [`${file}: ${now} findings, ${before} in the list: npm run english -- --write shrinks it`];
    const lines = findings.filter((finding) => finding.file === file).map(findingLine);
    return [`${file}: ${now} findings, ${before} in the list:`, ...lines];
  });
}

/** @param {Finding} finding */
const findingLine = ({ file, line, problem }) => `  ${file}:${line}: ${problem}`;

/** @param {Counts} counts */
const sum = (counts) => Object.values(counts).reduce((total, count) => total + count, 0);

/**
 * `[FILE…]` lists the findings of files; `--write` makes the list of old findings what is found now, if that is not more in all.
 * @param {readonly string[]} args
 */
function main(args) {
  const root = path.resolve(import.meta.dirname, '../..');
  const list = path.join(import.meta.dirname, 'known-findings.json');
  const findings = findingsOfTree(root);
  /** @type {Counts} */
  const known = existsSync(list) ? JSON.parse(readFileSync(list, 'utf8')) : {};
  const counts = countByFile(findings);
  if (!args.includes('--write')) {
    const shown = findings.filter(
      ({ file }) => args.length === 0 || args.some((arg) => file.startsWith(arg)),
    );
    for (const finding of shown) process.stdout.write(`${findingLine(finding).trim()}\n`);
    process.stdout.write(`${shown.length} findings\n`);
    return 0;
  }
  if (existsSync(list) && sum(counts) > sum(known)) {
    process.stdout.write(
      `${compare(findings, known).join('\n')}\nThere are more findings than before: the list only shrinks.\n`,
    );
    return 1;
  }
  writeFileSync(list, `${JSON.stringify(counts, null, 2)}\n`);
  process.stdout.write(`${sum(known)} findings before, ${sum(counts)} now\n`);
  return 0;
}

if (process.argv[1] === import.meta.filename) process.exitCode = main(process.argv.slice(2));
