// @ts-check
/** Debian's packages, by name, through apt and dpkg. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { say, startTask } from './progress.mjs';
import { capture, SetupError, tail, which } from './run.mjs';
import { writeWhole } from './stamp.mjs';

/** The release whose source package is pinned. Every machine reads its index, whichever release it runs. */
const SOURCE_SUITE = 'bookworm';

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
 * Downloads a source package of one exact version. The machine need not have `deb-src` enabled. apt gets a private source list, made
 * from the binary archives it is already configured for, and private state. Neither root nor a lock is needed.
 * @param {string} name
 * @param {string} version
 * @param {string} folder where its files land
 */
export async function downloadSource(name, version, folder) {
  if (!which('apt-get'))
    throw new SetupError(
      `Debian's source package ${name} is fetched with apt-get, which this machine lacks.`,
    );
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
  if (archives.status !== 0 || uris.length === 0) {
    throw new SetupError(`apt-get knows no Debian archive on this machine:\n${tail(archives.output)}`);
  }

  const state = path.join(folder, 'apt');
  mkdirSync(path.join(state, 'lists', 'partial'), { recursive: true });
  mkdirSync(path.join(state, 'archives', 'partial'), { recursive: true });
  const keyring = debianKeyring();
  const options = keyring ? `[signed-by=${keyring}] ` : '';
  writeWhole(
    path.join(state, 'sources.list'),
    [...new Set(uris)].map((uri) => `deb-src ${options}${uri} ${SOURCE_SUITE} main\n`).join(''),
  );
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
  const apt = (/** @type {string[]} */ ...args) =>
    capture('apt-get', ['-q', '-c', path.join(state, 'apt.conf'), ...args], {
      cwd: folder,
      env: { LC_ALL: 'C' },
    });
  // An archive of the machine that carries no such suite makes `update` fail; what counts is whether `source` succeeds.
  const update = await apt('update');
  const source = await apt('source', '--download-only', '--only-source', `${name}=${version}`);
  if (source.status !== 0) {
    throw new SetupError(
      `Debian's source package ${name} ${version} could not be fetched:\n${tail(`${update.output}\n${source.output}`)}`,
    );
  }
  rmSync(state, { recursive: true, force: true });
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
