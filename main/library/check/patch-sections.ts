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

/** What the game does not know of a patch, in a sentence or two; undefined where it reads all of it. */
export function sectionsWarning(patch: Buffer): string | undefined {
  const ignored = ignoredSections(patch);
  if (ignored.length === 0) return undefined;
  const others = ignored.filter((name) => name !== STRINGS);
  const texts = ignored.includes(STRINGS)
    ? `Its texts (${STRINGS}) are left out: the game reads them only behind a line “# ${ALLOW_STRINGS}”. Put that line below the first one. `
    : '';
  const rest =
    others.length === 0
      ? ''
      : `Its ${others.slice(0, 5).join(', ')} ${others.length > 1 ? 'are' : 'is'} left out: the game reads DeHackEd’s own sections, not those of Boom and newer engines.`;
  return `${texts}${rest}`.trim();
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
function textLength(line: string): number {
  const [, from, to] = /^Text\s+(\d{1,9})\s+(\d{1,9})/.exec(line) ?? [];
  return from === undefined || to === undefined ? 0 : Number(from) + Number(to);
}
