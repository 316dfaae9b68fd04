// @ts-check
/** The little of Automake's language that file lists need. */

/**
 * The C files of one list, in order, with `$(OTHER)` lists expanded. Of conditional definitions the last one counts: in
 * Chocolate Doom's files that is the branch of a plain build (no Windows resources, no zone pool).
 * @param {string} makefile text of a Makefile.am
 * @param {string} variable e.g. `libdoom_a_SOURCES`
 * @returns {string[]}
 * @throws {Error} if the list or one that it names is not there
 */
export function makefileSources(makefile, variable) {
  /** @type {Map<string, string>} */
  const variables = new Map();
  for (const line of makefile.replaceAll('\\\n', ' ').split('\n')) {
    const match = /^([@\w]+)\s*=(.*)$/.exec(line);
    if (match) variables.set(/** @type {string} */ (match[1]), /** @type {string} */ (match[2]));
  }
  /** @param {string} name @returns {string[]} */
  const words = (name) => {
    const text = variables.get(name);
    if (text === undefined) throw new Error(`Makefile.am has no list ${name}`);
    return text
      .trim()
      .split(/\s+/)
      .flatMap((word) => {
        const reference = /^\$\((\w+)\)$/.exec(word);
        return reference?.[1] ? words(reference[1]) : [word];
      });
  };
  return words(variable).filter((word) => word.endsWith('.c'));
}
