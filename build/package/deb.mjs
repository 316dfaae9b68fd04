// @ts-check
/** Debian's package of the browser shell, with a Node.js of its own: bookworm's is too old. */
import { mkdirSync, statSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { ensurePackages } from '../debian.mjs';
import { drawIcon } from '../icon.mjs';
import { root } from '../paths.mjs';
import { capture, SetupError, tail } from '../run.mjs';
import { filesBelow, hashFile } from '../stamp.mjs';
import { changelog, control, copyright, DESKTOP_ENTRY, MIME_TYPES, manual, OVERRIDES } from './deb-texts.mjs';
import { Unavailable } from './make.mjs';
import { project } from './manifest.mjs';
import { put, stage, stageNode, stagePackages, startScript, write } from './stage.mjs';

/** Debian's names of Node.js' architectures that this package is made for. */
const ARCHITECTURES = new Map([
  ['x64', 'amd64'],
  ['arm64', 'arm64'],
]);
const ICON_SIZES = [16, 22, 24, 32, 48, 64, 128, 256, 512];
/** Fast, and a few megabytes larger than the best. */
const COMPRESSION = ['-Zxz', '-z2'];

/**
 * @param {string} work an empty folder
 * @param {(text: string) => void} onProgress
 * @returns {Promise<string[]>} the package
 */
export async function makeDeb(work, onProgress) {
  const architecture = ARCHITECTURES.get(process.arch);
  if (!architecture) throw new SetupError(`Trapdoom's package is not made for ${process.arch}.`);
  try {
    await ensurePackages(['dpkg-dev'], 'to make packages');
  } catch (error) {
    throw error instanceof SetupError ? new Unavailable(error.message) : error;
  }
  const tree = path.join(work, 'tree');
  const lib = path.join(tree, 'usr/lib/trapdoom');
  stage(lib);
  stagePackages(lib);
  await stageNode(lib);
  write(path.join(lib, 'trapdoom'), startScript(lib), 0o755);
  mkdirSync(path.join(tree, 'usr/bin'), { mode: 0o755 });
  symlinkSync('../lib/trapdoom/trapdoom', path.join(tree, 'usr/bin/trapdoom'));
  await desktop(path.join(tree, 'usr/share'));
  documents(path.join(tree, 'usr/share'));
  const depends = await libraries(work, filesBelow(lib, isNative));
  const files = filesBelow(tree);
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  write(path.join(tree, 'DEBIAN/md5sums'), files.map((file) => md5Line(tree, file)).join(''));
  write(
    path.join(tree, 'DEBIAN/control'),
    control(project, { architecture, depends, kilobytes: Math.ceil(bytes / 1024) }),
  );
  const target = path.join(work, `trapdoom_${project.version}_${architecture}.deb`);
  onProgress(path.basename(target));
  const { status, output } = await capture('dpkg-deb', [
    '--root-owner-group',
    ...COMPRESSION,
    '--build',
    tree,
    target,
  ]);
  if (status !== 0) throw new SetupError(`dpkg-deb could not make the package:\n${tail(output)}`);
  return [target];
}

/** @param {string} file */
const isNative = (file) => file.endsWith('.node') || path.basename(file) === 'node';

/** @param {string} tree @param {string} file */
const md5Line = (tree, file) => `${hashFile(file, 'md5')}  ${path.relative(tree, file)}\n`;

/**
 * Menu entry, file type, and icons.
 * @param {string} share
 */
async function desktop(share) {
  write(path.join(share, 'applications/trapdoom.desktop'), DESKTOP_ENTRY);
  write(path.join(share, 'mime/packages/trapdoom.xml'), MIME_TYPES);
  const icons = path.join(share, 'icons/hicolor');
  for (const size of ICON_SIZES) {
    const target = path.join(icons, `${size}x${size}/apps/trapdoom.png`);
    mkdirSync(path.dirname(target), { recursive: true, mode: 0o755 });
    await drawIcon(target, size);
  }
  put(path.join(root, 'assets/icon.svg'), path.join(icons, 'scalable/apps/trapdoom.svg'));
}

/**
 * Manual page, copyright, changelog, and lintian's overrides.
 * @param {string} share
 */
function documents(share) {
  const packed = (/** @type {string} */ text) => gzipSync(text, { level: 9 });
  write(path.join(share, 'man/man6/trapdoom.6.gz'), packed(manual(project)));
  write(path.join(share, 'doc/trapdoom/copyright'), copyright(project));
  write(path.join(share, 'doc/trapdoom/changelog.gz'), packed(changelog(project)));
  write(path.join(share, 'lintian/overrides/trapdoom'), OVERRIDES);
}

/**
 * The packages that native code needs, by Debian's own tool.
 * @param {string} work
 * @param {readonly string[]} files
 * @returns {Promise<string>} as in `Depends`
 */
async function libraries(work, files) {
  // It wants a source package around it; its name is all that is read.
  write(path.join(work, 'debian/control'), 'Source: trapdoom\n\nPackage: trapdoom\nArchitecture: any\n');
  const { status, output } = await capture('dpkg-shlibdeps', ['-O', ...files.map((file) => `-e${file}`)], {
    cwd: work,
  });
  const [, depends] = /^shlibs:Depends=(.+)$/m.exec(output) ?? [];
  if (status !== 0 || depends === undefined) throw new SetupError(`dpkg-shlibdeps failed:\n${tail(output)}`);
  return depends;
}
