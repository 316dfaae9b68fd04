// @ts-check
/** What the licence texts of all games have in common. */
import { readFileSync } from 'node:fs';

/** The one that libclang-rt-dev-wasm32 of this Debian release brings. */
const COMPILER_RT_COPYRIGHT = '/usr/share/doc/libclang-rt-14-dev-wasm32/copyright';

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
