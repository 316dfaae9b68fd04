import type { AddOnWarningMessage } from '../../protocol/messages/add-ons.ts';
import { patchText } from '../files/patch.ts';

/** The sections that Chocolate Doom's Doom knows (`deh_section_types`), in small letters; `[STRINGS]` only where that was allowed. */
const SECTIONS: ReadonlySet<string> = new Set([
  'ammo',
  'cheat',
  'frame',
  'misc',
  'pointer',
  'sound',
  'text',
  'thing',
  'weapon',
]);
const STRINGS = '[STRINGS]';
/** A comment with this allows `[STRINGS]` from there on. */
const ALLOW_STRINGS = '*allow-extended-strings*';

/**
 * The sections of a patch, in brackets, that hold something and that the game passes over: those of Boom's format, `[STRINGS]` without the
 * comment that allows it included. Reads lines as `DEH_ParseContext` does.
 */
export function ignoredSections(patch: Buffer): string[] {
  const text = patchText(patch);
  const ignored = new Set<string>();
  let allowed = false;
  let section: string | undefined;
  let at = text.indexOf('\n') + 1;
  while (at > 0 && at < text.length) {
    const end = text.indexOf('\n', at);
    const line = text.slice(at, end < 0 ? text.length : end).trimStart();
    at = end < 0 ? text.length : end + 1;
    if (line.startsWith('#')) allowed ||= line.includes(ALLOW_STRINGS);
    else if (line.trim() === '') section = undefined;
    else if (section === undefined) {
      const word = /^\S{1,19}/.exec(line)![0];
      const name = word.toLowerCase();
      const known = SECTIONS.has(name) || (allowed && name === STRINGS.toLowerCase());
      if (known) section = name;
      else if (/^\[[^\]]+\]/.test(word) && holdsSomething(text, at)) ignored.add(word.toUpperCase());
      if (name === 'text') at += textLength(line);
    } else if (section === STRINGS.toLowerCase() && line.endsWith('\\')) {
      // The next line belongs to it, whatever it is.
      const next = text.indexOf('\n', at);
      at = next < 0 ? text.length : next + 1;
    }
  }
  return [...ignored];
}

/** What the game does not know of a patch, which is a lump of a WAD or a file; undefined where it reads all of it. */
export function sectionsWarning(patch: Buffer, inLump: boolean): AddOnWarningMessage | undefined {
  const ignored = ignoredSections(patch);
  if (ignored.length === 0) return undefined;
  const sections = ignored.filter((name) => name !== STRINGS);
  const code = ignored.includes(STRINGS) ? 'patch-strings-ignored' : 'patch-sections-ignored';
  return { code, params: { sections, inLump } };
}

/** Whether a section has a line: up to the next one in brackets. */
function holdsSomething(text: string, at: number): boolean {
  let from = at;
  while (from < text.length) {
    const end = text.indexOf('\n', from);
    const line = text.slice(from, end < 0 ? text.length : end).trim();
    if (line.startsWith('[')) return false;
    if (line !== '' && !line.startsWith('#')) return true;
    from = end < 0 ? text.length : end + 1;
  }
  return false;
}

/** `Text FROM TO` is followed by so many characters, which may be anything. */
export function textLength(line: string): number {
  const [, from, to] = /^Text\s+(\d{1,9})\s+(\d{1,9})/.exec(line) ?? [];
  return from === undefined || to === undefined ? 0 : Number(from) + Number(to);
}
