// @ts-check
/** What the licence texts of all games have in common. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from '../../run.mjs';

/** The one that libclang-rt-dev-wasm32 of this Debian release brings. */
const COMPILER_RT_COPYRIGHT = '/usr/share/doc/libclang-rt-14-dev-wasm32/copyright';

/**
 * A notice that stands in a source.
 * @typedef {object} Notice
 * @property {string} title what the notice is of
 * @property {string} tree the folder of `Place.folders` that the file is in
 * @property {string} file
 * @property {'comment' | 'legalese'} [part] of the file: its first comment, or its chapter "Legalese"; otherwise all of it
 */

/**
 * The texts of notices, one after another.
 * @param {readonly Notice[]} notices
 * @param {import('../compile.mjs').Place['folders']} folders
 * @throws {SetupError} if a file has no such part: what is passed on without its notice must not be passed on
 */
export function noticeTexts(notices, folders) {
  const texts = notices.map(({ title, tree, file, part }) => {
    const text = readFileSync(path.join(folders[tree] ?? '', file), 'utf8');
    const wanted =
      part === 'comment'
        ? firstComment(text)
        : part === 'legalese'
          ? /^# Legalese\n([\s\S]*)/m.exec(text)?.[1]?.trim()
          : text.trimEnd();
    if (!wanted) throw new SetupError(`${file} of ${tree} has no ${part ?? 'text'} that says its licence.`);
    return `--- ${title}\n\n${wanted}\n`;
  });
  return texts.join('\n');
}

/** @param {string} text of a C file that begins with a comment of either kind */
function firstComment(text) {
  return /^\s*(\/\*[\s\S]*?\*\/|(?:[ \t]*\/\/.*\n)+)/.exec(text)?.[1]?.trimEnd();
}

/**
 * Where a game's source is.
 * @param {import('../sources/source.mjs').Source} source
 */
export function sourceNotice({ name, version, tarball, sha256 }) {
  return `Their complete source is Debian's source package ${name}, version ${version}:
file ${tarball}, SHA-256
${sha256},
which "apt-get source ${name}=${version}" fetches on a Debian machine.`;
}

/** The notices of what the compiler adds to each module. */
export function runtimeLicences() {
  return `What follows is the file copyright of Debian's package wasi-libc.

${readFileSync('/usr/share/doc/wasi-libc/copyright', 'utf8')}
What follows is the file copyright of Debian's package of compiler-rt.

${readFileSync(COMPILER_RT_COPYRIGHT, 'utf8')}`;
}
