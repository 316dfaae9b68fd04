import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { saveGame } from '../e2e/game.ts';
import { goTo, pressPlay } from '../e2e/window.ts';
import { CAN_CONFINE, Confinement } from './confined.ts';
import { DEMO1, packageFile, publicFolder } from './packages.ts';
import { expectSelfCheck, HEADLESS_CHECK } from './self-check.ts';
import {
  debuggedBrowser,
  driveHeadless,
  driveWindow,
  freePort,
  playFirstLevel,
  savesIn,
  startDisplay,
} from './window.ts';

const NAME = path.basename(packageFile(/\.tar\.gz$/), '.tar.gz');

describe.runIf(CAN_CONFINE)('issue 10, 2: the portable folder (skipped without namespaces)', () => {
  let place: string;
  let confinement: Confinement;
  let folder: string;
  beforeAll(async () => {
    place = await publicFolder();
    confinement = new Confinement(place, { node: false });
    const spaced = path.join(place, 'Spiele für Ünter wegs');
    mkdirSync(spaced);
    execFileSync('tar', ['-xzf', packageFile(/\.tar\.gz$/), '-C', spaced]);
    folder = path.join(spaced, NAME);
    confinement.give(spaced);
  });
  afterEach(() => confinement.end());
  const start = () => path.join(folder, 'trapdoom');

  it('checks itself, and times a demo, without Node.js, network and compilers', async () => {
    expect(spawnSync('which', ['node'], { env: { PATH: path.join(place, 'bin') } }).status).not.toBe(0);
    expectSelfCheck(await confinement.run(start(), HEADLESS_CHECK));
    const demo = await confinement.run(start(), [
      'timedemo',
      '--wad=freedoom1.wad',
      '--demo=demo1',
      '--json',
    ]);
    expect(demo).toMatchObject({ status: 0, stderr: '' });
    expect(demo.stdout).toMatch(DEMO1);
  });

  it('is played in its window, keeps all data within, is moved, and is played on with its saves', async () => {
    const port = await freePort();
    const display = await startDisplay();
    try {
      const env = { DISPLAY: display.name, TRAPDOOM_BROWSER: debuggedBrowser(place, port) };
      const window = await driveWindow(confinement.start(start(), [], env), port);
      await playFirstLevel(window);
      const data = path.join(folder, 'data');
      await saveGame(window.page, () => savesIn(data).length > 0);
      await window.close();
      expect(await window.launcher.ended).toMatchObject({ status: 0 });
      // The browser may keep things of its own in the home.
      const found = readdirSync(confinement.home, { recursive: true }).map(String);
      expect(found.filter((name) => /trapdoom/i.test(name))).toEqual([]);
    } finally {
      display.stop();
    }

    const elsewhere = path.join(place, 'moved, 100% elsewhere');
    mkdirSync(elsewhere);
    confinement.give(elsewhere);
    renameSync(folder, path.join(elsewhere, NAME));
    folder = path.join(elsewhere, NAME);
    expect(savesIn(path.join(folder, 'data'))).toHaveLength(1);
    const again = await driveHeadless(confinement.start(start(), ['--shell=headless']));
    await goTo(again.page, 'Saved games');
    await again.page.getByRole('listitem').filter({ hasText: 'HERE' }).waitFor();
    await pressPlay(again.page);
    await again.close();
    expect(await again.launcher.stop()).toMatchObject({ status: 0 });
  });

  it('says in one line that it is not complete where a full disk ended its unpacking', () => {
    const mount = path.join(place, 'small');
    mkdirSync(mount);
    // The mount is seen by this process only, and goes with it.
    const script = `mount -t tmpfs -o size=100m none "$1" && cd "$1" && { tar -xzf "$2" -C "$1" 2>tar.err; echo "tar $?"; "./${NAME}/trapdoom"; echo "trapdoom $?"; }`;
    const unshare = process.getuid?.() === 0 ? ['-m'] : ['-Urm'];
    const args = [...unshare, 'sh', '-c', script, 'sh', mount, packageFile(/\.tar\.gz$/)];
    const { stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8' });
    expect(stdout).toMatch(/^tar [1-9]\d*\ntrapdoom 1\n$/);
    expect(stderr).toMatch(/^Trapdoom in .* is not complete: install or unpack it again\.\n$/);
    expect(readdirSync(mount)).toEqual([]);
  });

  it('says in one line that it is not complete', async () => {
    const node = path.join(folder, 'node', 'node');
    renameSync(node, `${node}.away`);
    const ended = await confinement.run(start(), []);
    renameSync(`${node}.away`, node);
    expect(ended).toMatchObject({ status: 1, stdout: '' });
    expect(ended.stderr).toMatch(/^Trapdoom in .* is not complete: install or unpack it again\.\n$/);
  });

  it('is the same in both archives', () => {
    const listed = (text: string) =>
      text
        .split('\n')
        .filter((name) => name !== '' && !name.endsWith('/'))
        .sort();
    const tar = execFileSync('tar', ['-tzf', packageFile(/\.tar\.gz$/)], { encoding: 'utf8' });
    const zip = path.join(place, 'zip');
    mkdirSync(zip);
    // Python's and others' readers see what unzip sees; not every machine has one.
    execFileSync(process.execPath, ['--input-type=module', '-e', UNZIP, packageFile(/\.zip$/), zip], {
      cwd: path.resolve(import.meta.dirname, '..', '..'),
    });
    const found = readdirSync(zip, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => path.relative(zip, path.join(entry.parentPath, entry.name)));
    expect(found.sort()).toEqual(listed(tar));
    execFileSync('diff', ['-r', '--exclude=data', path.join(zip, NAME), folder]);
    rmSync(zip, { recursive: true });
  });
});

/** Unpacks a zip. */
const UNZIP = `
import { unzipSync } from 'fflate';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
const [file, folder] = process.argv.slice(1);
for (const [name, content] of Object.entries(unzipSync(readFileSync(file)))) {
  mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
  writeFileSync(path.join(folder, name), content);
}
`;
