const MISSING_WADS = 'The module looks for a WAD that is not there: ';

/** What is reported of a module that looks for WADs of these names, and has opened none. */
export function missingWads(names: readonly string[]): string {
  return `${MISSING_WADS}${names.map((name) => `“${name}”`).join(', ')}. It was given those of the chosen game, by -iwad and as files in its folder and in /wads.`;
}

/** Whether a line of the session's log is a text of `missingWads`. */
export function isMissingWads(line: string): boolean {
  return line.startsWith(MISSING_WADS);
}
