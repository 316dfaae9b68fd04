// @ts-check
/** Debian's packages, by name, through apt and dpkg. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { say, startTask } from './progress.mjs';
import { capture, SetupError, tail, which } from './run.mjs';
import { writeWhole } from './stamp.mjs';

/** dpkg's database: reading it takes 10 ms, running dpkg-query for each package far longer. */
const DPKG_STATUS = '/var/lib/dpkg/status';

/**
 * The installed packages of this machine.
 * @param {string} statusFile
 * @returns {Map<string, string>} versions by name; empty where there is no dpkg
 */
function installedPackages(statusFile) {
  const installed = new Map();
  if (!existsSync(statusFile)) return installed;
  for (const paragraph of readFileSync(statusFile, 'utf8').split('\n\n')) {
    if (!/^Status: \S+ \S+ installed$/m.test(paragraph)) continue;
    const field = (/** @type {RegExp} */ pattern) => pattern.exec(paragraph)?.[1] ?? '';
    installed.set(field(/^Package: (\S+)$/m), field(/^Version: (\S+)$/m));
  }
  return installed;
}

/**
 * Which of the packages are not installed.
 * @param {readonly string[]} packages
 * @param {string} [statusFile]
 * @returns {string[]}
 */
export function missingPackages(packages, statusFile = DPKG_STATUS) {
  if (packages.length === 0) return [];
  const installed = installedPackages(statusFile);
  return packages.filter((name) => !installed.has(name));
}

/**
 * The installed versions of packages, in the order asked for.
 * @param {readonly string[]} packages
 * @param {string} [statusFile]
 * @returns {string[]} `name=version` each; `name=` if it is not installed
 */
export function packageVersions(packages, statusFile = DPKG_STATUS) {
  const installed = installedPackages(statusFile);
  return packages.map((name) => `${name}=${installed.get(name) ?? ''}`);
}

/** Whether this machine has Debian's packages to offer: Debian itself, or a system made from it. */
export function hasDebianPackages(platform = process.platform, searchPath = process.env['PATH'] ?? '') {
  return platform === 'linux' && which('apt-get', searchPath) !== undefined;
}

/**
 * The one line a user needs who has to install packages by hand.
 * @param {readonly string[]} packages
 * @param {{isRoot: boolean, hasApt: boolean}} machine
 */
export function packagesMessage(packages, { isRoot, hasApt }) {
  const names = packages.join(' ');
  if (!hasApt) return `Trapdoom needs these Debian packages, and this machine has no apt-get: ${names}`;
  return `Trapdoom needs Debian packages that are missing; run: ${isRoot ? '' : 'sudo '}apt-get install --no-install-recommends ${names}`;
}

/**
 * Makes sure that packages are installed: installs the missing ones where it may, else ends with one line that says how.
 * @param {readonly string[]} packages
 * @param {string} purpose what they are for, in the user's words
 */
export async function ensurePackages(packages, purpose) {
  const missing = missingPackages(packages);
  if (missing.length === 0) return;
  const machine = { isRoot: process.getuid?.() === 0, hasApt: which('apt-get') !== undefined };
  if (!machine.isRoot || !machine.hasApt) throw new SetupError(packagesMessage(missing, machine));

  const task = startTask(`Installing ${missing.length} Debian packages ${purpose}`);
  const onLine = (/** @type {string} */ line) => {
    if (/^(Get:|Unpacking|Setting up|Fetched)/.test(line)) task.update(line.slice(0, 70));
  };
  const install = () =>
    capture('apt-get', ['install', '-y', '-q', '--no-install-recommends', ...missing], {
      env: { DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C' },
      onLine,
    });
  // The index on a new machine is empty or old: it is refreshed only when the first try fails.
  let result = await install();
  if (result.status !== 0) {
    task.update('refreshing the package index');
    const update = await capture('apt-get', ['update', '-q'], { env: { LC_ALL: 'C' } });
    result = await install();
    if (result.status !== 0) result.output = `${update.output}\n${result.output}`;
  }
  if (result.status !== 0) {
    task.fail();
    throw new SetupError(
      `apt-get could not install ${missing.join(' ')}:\n${tail(result.output)}\nCheck the network and the machine's package sources, then start again.`,
    );
  }
  task.done();
}

/**
 * The same for optional packages: where they cannot be installed, it says so and continues.
 * @param {readonly string[]} packages
 * @param {string} purpose
 */
export async function wantPackages(packages, purpose) {
  try {
    await ensurePackages(packages, purpose);
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(error.message);
  }
}

/**
 * Downloads the upstream tarballs of source packages, of one exact version each. The machine need not have `deb-src` enabled, nor run
 * the packages' release. apt gets a private source list, made from the binary archives it is already configured for, and private
 * state. Neither root nor a lock is needed.
 * @param {readonly {name: string, version: string, suite: string, tarball: string, sha256: string}[]} sources
 * @param {string} folder where the tarballs are written. The caller verifies them
 * @throws {SetupError} naming the packages whose tarballs did not come
 */
export async function downloadSources(sources, folder) {
  if (!which('apt-get'))
    throw new SetupError("Debian's source packages are fetched with apt-get, which this machine lacks.");
  const state = path.join(folder, 'apt');
  mkdirSync(path.join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(path.join(state, 'archives', 'partial'), { recursive: true });
  const keyring = debianKeyring();
  const options = keyring ? `[signed-by=${keyring}] ` : '';
  const suites = [...new Set(sources.map(({ suite }) => suite))];
  const lines = (await archiveUris()).flatMap((uri) =>
    suites.map((suite) => `deb-src ${options}${uri} ${suite} main\n`),
  );
  writeWhole(path.join(state, 'sources.list'), lines.join(''));
  // Hooks of the machine's own apt (`#clear`) are for the system's state, which is not touched here.
  writeWhole(
    path.join(state, 'apt.conf'),
    `#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
Dir::Etc::sourcelist "${state}/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "${state}/lists";
Dir::Cache "${state}";
Acquire::Languages "none";
Acquire::Retries "2";
APT::Sandbox::User "${process.getuid?.() === 0 ? 'root' : ''}";
`,
  );
  const apt = (/** @type {string} */ program, /** @type {string[]} */ ...args) =>
    capture(program, ['-q', '-c', path.join(state, 'apt.conf'), ...args], {
      cwd: folder,
      env: { LC_ALL: 'C' },
    });
  // An archive of the machine that carries no such suite makes `update` fail. A file of a package may be gone from an archive that still
  // lists it. What counts is whether the tarballs came.
  const update = await apt('apt-get', 'update');
  const names = sources.map(({ name }) => name);
  const index = (await apt('apt-cache', 'showsrc', '--only-source', ...names)).output;
  const wanted = sources.map((source) => `${source.name}=${versionOf(source, index)}`);
  const source = await apt('apt-get', 'source', '--download-only', '--only-source', '--tar-only', ...wanted);
  const missing = sources.filter(({ tarball }) => !existsSync(path.join(folder, tarball)));
  if (missing.length > 0) {
    const packages = missing.map(({ name, version }) => `${name} ${version}`).join(', ');
    throw new SetupError(
      `Debian's source packages could not be fetched: ${packages}\n${tail(`${update.output}\n${source.output}`)}`,
    );
  }
  rmSync(state, { recursive: true, force: true });
}

/** The archives of this machine that have releases of Debian, without those of security updates. */
async function archiveUris() {
  const archives = await capture('apt-get', [
    'indextargets',
    // Configured archives count, whether or not their indexes were fetched yet.
    '--no-release-info',
    '--format',
    '$(REPO_URI) $(RELEASE)',
    'Created-By: Packages',
    'Component: main',
  ]);
  const uris = archives.output
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([uri, release]) => uri && release && !/-security/.test(release))
    .map(([uri]) => uri);
  if (archives.status !== 0 || uris.length === 0)
    throw new SetupError(`apt-get knows no Debian archive on this machine:\n${tail(archives.output)}`);
  return [...new Set(uris)];
}

/**
 * The version of a source package that has the pinned tarball. A point release of Debian may raise the version and keep the tarball.
 * @param {{name: string, version: string, sha256: string}} source
 * @param {string} index what `apt-cache showsrc` prints
 * @returns {string} the pinned version where the index has no such tarball
 */
export function versionOf({ name, version, sha256 }, index) {
  const paragraph = index
    .split('\n\n')
    .find((text) => text.includes(`Package: ${name}\n`) && text.includes(` ${sha256} `));
  return /^Version: (\S+)$/m.exec(paragraph ?? '')?.[1] ?? version;
}

/**
 * Downloads a binary package and unpacks it without installing it.
 * @param {string} name
 * @param {string} folder
 * @returns {Promise<string>} its version
 */
export async function unpackPackage(name, folder) {
  mkdirSync(folder, { recursive: true });
  const fetch = () => capture('apt-get', ['download', name], { cwd: folder, env: { LC_ALL: 'C' } });
  let download = await fetch();
  if (download.status !== 0 && process.getuid?.() === 0) {
    await capture('apt-get', ['update', '-q'], { env: { LC_ALL: 'C' } });
    download = await fetch();
  }
  const archive = readdirSync(folder).find((file) => file.startsWith(`${name}_`) && file.endsWith('.deb'));
  if (download.status !== 0 || !archive) {
    throw new SetupError(
      `Debian's package ${name} could not be fetched:\n${tail(download.output)}\nTry: sudo apt-get update`,
    );
  }
  const unpack = await capture('dpkg-deb', ['-x', path.join(folder, archive), folder]);
  if (unpack.status !== 0) throw new SetupError(`${archive} could not be unpacked:\n${tail(unpack.output)}`);
  return (await capture('dpkg-deb', ['-f', path.join(folder, archive), 'Version'])).output.trim();
}

function debianKeyring() {
  const names = ['debian-archive-keyring.pgp', 'debian-archive-keyring.gpg'];
  return names.map((file) => path.join('/usr/share/keyrings', file)).find((file) => existsSync(file));
}
