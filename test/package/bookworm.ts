import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { which } from '../../build/run.mjs';
import { Running } from './confined.ts';
import { ROOT } from './packages.ts';

const SUITE = 'bookworm';
const CACHE = path.join(ROOT, '.cache', 'debootstrap');
const PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** Whether a Debian can be set up here: that takes root, debootstrap, and mounts of one's own. */
export const CAN_DEBOOTSTRAP =
  process.getuid?.() === 0 &&
  which('debootstrap') !== undefined &&
  spawnSync('unshare', ['-m', 'true']).status === 0;

/** The user's name, and home, in the machine. */
const USER = { id: '1000', home: '/home/player' };

/**
 * A Debian 12 of its own, as it is when freshly installed: what is changed in it is forgotten. Its mounts are seen by its own processes only,
 * and are gone with them.
 */
export class Bookworm {
  readonly #holder: ChildProcess;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
  }

  static async start(): Promise<Bookworm> {
    const tree = debootstrapped();
    const work = mkdtempSync(path.join(CACHE, 'run-'));
    const script = `set -e
mount -t tmpfs -o size=4g none '${work}'
cd '${work}'
mkdir upper work root
mount -t overlay -o 'lowerdir=${tree},upperdir=upper,workdir=work' overlay root
cd root
mount --rbind /dev dev
mount -t proc proc proc
mount --rbind /sys sys
mkdir -p tmp/.X11-unix old
mount --bind /tmp/.X11-unix tmp/.X11-unix
cp /etc/resolv.conf etc/resolv.conf
pivot_root . old
cd /
umount -l old
rmdir old
echo ready
exec sleep infinity`;
    mkdirSync('/tmp/.X11-unix', { recursive: true, mode: 0o1777 });
    const holder = spawn('unshare', ['--mount', '--propagation', 'private', 'sh', '-c', script], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const running = new Running(holder);
    await running.print(/^ready$/m);
    // The folder is empty outside: the mounts are not seen here.
    rmSync(work, { recursive: true });
    return new Bookworm(holder);
  }

  /** Runs a shell script as root, with the network. Throws with its output if it fails. */
  install(script: string): string {
    return execFileSync('nsenter', [...this.#enter(), '/bin/sh', '-ec', script], {
      encoding: 'utf8',
      env: { PATH, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' },
      stdio: ['ignore', 'pipe', 'pipe'],
      maxBuffer: 1 << 26,
    });
  }

  /** Where a path of its own is seen from here. */
  inside(file: string): string {
    return `/proc/${this.#holder.pid}/root${file}`;
  }

  /** Starts a program as its user, without network. */
  start(program: string, args: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
    const script = `${which('ip') ?? '/usr/sbin/ip'} link set lo up && exec ${which('nsenter')} "$@"`;
    const user = ['/usr/bin/setpriv', `--reuid=${USER.id}`, `--regid=${USER.id}`, '--clear-groups'];
    return new Running(
      spawn('unshare', ['--net', 'sh', '-c', script, 'sh', ...this.#enter(), ...user, program, ...args], {
        env: { PATH: `${PATH}:/usr/games`, HOME: USER.home, LANG: 'C.UTF-8', ...env },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  end(): void {
    this.#holder.kill('SIGKILL');
  }

  #enter(): string[] {
    return ['-t', String(this.#holder.pid), '--mount', '--root', '--wd'];
  }
}

/** The tree that debootstrap made, with a user, and with the archives of what the tests install; made once. */
function debootstrapped(): string {
  const tree = path.join(CACHE, SUITE);
  if (existsSync(tree)) return tree;
  mkdirSync(CACHE, { recursive: true });
  const partial = `${tree}.partial`;
  rmSync(partial, { recursive: true, force: true });
  const env = { ...process.env, PATH, DEBIAN_FRONTEND: 'noninteractive', LC_ALL: 'C.UTF-8' };
  const run = (program: string, ...args: string[]) =>
    execFileSync(program, args, { env, stdio: ['ignore', 'ignore', 'pipe'], maxBuffer: 1 << 26 });
  const sources = archives();
  run('debootstrap', '--variant=minbase', SUITE, partial, sources[0]!.uri);
  const lines = sources.map(({ uri, release }) => `deb ${uri} ${release} main\n`);
  writeFileSync(path.join(partial, 'etc/apt/sources.list'), lines.join(''));
  copyFileSync('/etc/resolv.conf', path.join(partial, 'etc/resolv.conf'));
  const inside = (...words: string[]) => run('chroot', partial, ...words);
  inside('useradd', '--create-home', '--uid', USER.id, 'player');
  inside('apt-get', 'update', '-q');
  inside(
    'apt-get',
    'install',
    '-q',
    '-y',
    '--no-install-recommends',
    'desktop-file-utils',
    'shared-mime-info',
  );
  inside('apt-get', 'install', '-q', '-y', '--no-install-recommends', '--download-only', 'chromium');
  renameSync(partial, tree);
  return tree;
}

/** Debian's archives as this machine is configured, for the suite; its own first. */
function archives(): { uri: string; release: string }[] {
  const format = '$(REPO_URI) $(RELEASE)';
  const args = [
    'indextargets',
    '--no-release-info',
    '--format',
    format,
    'Created-By: Packages',
    'Component: main',
  ];
  const rows = execFileSync('apt-get', args, { encoding: 'utf8' })
    .split('\n')
    .map((line) => line.trim().split(' '))
    .filter(([uri, release]) => uri && release)
    .map(([uri, release]) => ({ uri: uri!, release: release! }));
  const own = rows.find(({ release }) => /^[a-z]+$/.test(release));
  if (own === undefined) throw new Error('apt-get knows no Debian archive on this machine');
  const more = rows.filter(({ release }) => release.startsWith(`${SUITE}-`));
  const all = [{ uri: own.uri, release: SUITE }, ...more];
  return all.filter((row, at) => all.findIndex(({ release }) => release === row.release) === at);
}
