// @ts-check
/** Imported first by every command: refuses a Node.js that is too old before anything else is touched. */

const OLDEST = [20, 19];

/**
 * Why this Node.js cannot run Trapdoom, or undefined if it can.
 * @param {string} version e.g. `20.19.0`
 */
export function nodeProblem(version) {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor = 0, oldestMinor = 0] = OLDEST;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return undefined;
  return `Trapdoom needs Node.js ${OLDEST.join('.')} or newer; this is ${version} (${process.execPath}).`;
}

const problem = nodeProblem(process.versions.node);
if (problem) {
  console.error(problem);
  process.exit(1);
}
