// @ts-check
/** The little of Automake's language that file lists need. */

/**
 * The C files of one list, in order, with `$(OTHER)` lists expanded.
 * @param {string} makefile text of a Makefile.am
 * @param {string} variable e.g. `libdoom_a_SOURCES`
 * @param {ReadonlySet<string>} conditions what the configuration has of what the file asks for with `if`; the rest it has not
 * @returns {string[]}
 * @throws {Error} if the list or one that it names is not there
 */
export function makefileSources(makefile, variable, conditions = new Set()) {
  /** @type {Map<string, string>} */
  const variables = new Map();
  /** Of each `if` around a line, whether the line counts. @type {boolean[]} */
  const branches = [];
  for (const line of makefile.replaceAll('\\\n', ' ').split('\n')) {
    const [, keyword, not = '', condition = ''] = /^(if|else|endif)\b\s*(!?)(\w*)/.exec(line) ?? [];
    if (keyword === 'if') branches.push(conditions.has(condition) === (not === ''));
    else if (keyword === 'else') branches.push(!branches.pop());
    else if (keyword === 'endif') branches.pop();
    const [, name, more, words] = /^([@\w]+)\s*(\+?)=(.*)$/.exec(line) ?? [];
    if (name && words !== undefined && branches.every(Boolean))
      variables.set(name, more ? `${variables.get(name) ?? ''} ${words}` : words);
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
