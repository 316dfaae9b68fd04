// @ts-check
/** The little of CMake's language that file lists need. */

/**
 * The files of one list, in order: the words of `set(NAME …)` or of `add_library(NAME …)`.
 * @param {string} text of a CMakeLists.txt
 * @param {string} command `set`, for one
 * @param {string} name the command's first word
 * @returns {string[]} words with a dot, as files have; references and keywords are left out
 * @throws {Error} if there is no such command, or more than one
 */
export function cmakeFiles(text, command, name) {
  // A comment ends with its line; a bracket comment begins with `#[`, which no list of ours has.
  const plain = text.replaceAll(/#.*/g, '');
  const lists = [...plain.matchAll(/\b(\w+)\s*\(\s*([^\s()]+)([^()]*)\)/g)].filter(
    ([, found = '', first]) => found.toLowerCase() === command && first === name,
  );
  if (lists.length !== 1)
    throw new Error(`CMakeLists.txt has ${lists.length} lists ${command}(${name} …), not one`);
  return (lists[0]?.[3] ?? '').split(/\s+/).filter((word) => /^[\w./+-]*\.[\w./+-]+$/.test(word));
}
