import { execFileSync, spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { which } from '../../build/run.mjs';
import { Bookworm, CAN_DEBOOTSTRAP } from './bookworm.ts';
import { DEMO1, packageFile, publicFolder } from './packages.ts';
import { expectSelfCheck, HEADLESS_CHECK } from './self-check.ts';
import { driveWindow, freePort, playFirstLevel, startDisplay } from './window.ts';

const FILE = /^trapdoom_.*\.deb$/;

describe.runIf(which('dpkg-deb'))('issue 10, 2: Debian’s package (skipped without dpkg)', () => {
  it('has menu entry, file type, icons, manual page, copyright and changelog, and sums that are true', async () => {
    const folder = await publicFolder();
    execFileSync('dpkg-deb', ['--raw-extract', packageFile(FILE), path.join(folder, 'tree')]);
    const at = (name: string) => path.join(folder, 'tree', name);
    const text = (name: string) => readFileSync(at(name), 'utf8');
    expect(text('DEBIAN/control')).toMatch(
      /^Depends: chromium \| google-chrome-stable \| firefox-esr .*libc6 \(>= [\d.]+\)/m,
    );
    expect(readdirSync(at('DEBIAN')).sort()).toEqual(['control', 'md5sums']);
    execFileSync('md5sum', ['--check', '--quiet', path.join('DEBIAN', 'md5sums')], { cwd: at('') });
    expect(text('usr/share/applications/trapdoom.desktop')).toMatch(
      /^Exec=trapdoom %U$[\s\S]*^MimeType=application\/x-doom-wad;$/m,
    );
    expect(text('usr/share/mime/packages/trapdoom.xml')).toContain('<glob pattern="*.wad"/>');
    const icons = readdirSync(at('usr/share/icons/hicolor')).sort();
    for (const size of [16, 32, 48, 64, 128, 256, 512]) {
      const png = readFileSync(at(`usr/share/icons/hicolor/${size}x${size}/apps/trapdoom.png`));
      expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
    }
    expect(icons).toContain('scalable');
    for (const name of ['man/man6/trapdoom.6.gz', 'doc/trapdoom/copyright', 'doc/trapdoom/changelog.gz'])
      expect([name, existsSync(at(`usr/share/${name}`))]).toEqual([name, true]);
    if (which('desktop-file-validate'))
      execFileSync('desktop-file-validate', [at('usr/share/applications/trapdoom.desktop')]);
  });

  it.runIf(which('lintian'))(
    'has nothing for lintian but what is overridden (skipped without lintian)',
    () => {
      const args = ['--no-cfg', '--allow-root', '--fail-on=error,warning', packageFile(FILE)];
      const { status, stdout } = spawnSync('lintian', args, { encoding: 'utf8' });
      expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
      const info = spawnSync(
        'lintian',
        [...args, '--display-info', '--tags=unused-override,mismatched-override'],
        {
          encoding: 'utf8',
        },
      );
      expect(info.stdout).toBe('');
    },
  );
});

describe.runIf(CAN_DEBOOTSTRAP)('issue 10, 2: Debian 12 (skipped without root and debootstrap)', () => {
  let debian: Bookworm;
  beforeAll(async () => {
    debian = await Bookworm.start();
  });
  afterAll(() => debian?.end());

  /** All that lies there and has the package's name. */
  const traces = () =>
    debian
      .install("find / -xdev -iname '*trapdoom*' -not -path '/proc/*' -not -path '/root/*'")
      .split('\n')
      .filter((name) => name !== '');

  it('installs it with a browser, plays as a user without network, and purges it but for the player’s data', async () => {
    expect(debian.install('command -v node || command -v chromium || true')).toBe('');
    copyFileSync(packageFile(FILE), debian.inside('/root/trapdoom.deb'));
    debian.install('apt-get install -q -y --no-install-recommends /root/trapdoom.deb');
    expect(debian.install('command -v node || true')).toBe('');
    expect(debian.install('command -v trapdoom; command -v chromium')).toBe(
      '/usr/bin/trapdoom\n/usr/bin/chromium\n',
    );
    expect(debian.install('cat /usr/share/applications/mimeinfo.cache')).toMatch(
      /^application\/x-doom-wad=.*trapdoom\.desktop/m,
    );

    const demo = await debian.start('/usr/bin/trapdoom', [
      'timedemo',
      '--wad=freedoom1.wad',
      '--demo=demo1',
      '--json',
    ]).ended;
    expect(demo).toMatchObject({ status: 0, stderr: '' });
    expect(demo.stdout).toMatch(DEMO1);

    expectSelfCheck(await debian.start('/usr/bin/trapdoom', HEADLESS_CHECK).ended);

    const port = await freePort();
    mkdirSync(debian.inside('/etc/chromium.d'), { recursive: true });
    writeFileSync(
      debian.inside('/etc/chromium.d/debugging'),
      `export CHROMIUM_FLAGS="$CHROMIUM_FLAGS --remote-debugging-port=${port} --enable-unsafe-swiftshader"\n`,
    );
    const display = await startDisplay();
    try {
      const launcher = debian.start('/usr/bin/trapdoom', [], { DISPLAY: display.name });
      const window = await driveWindow(launcher, port);
      await playFirstLevel(window);
      const second = await debian.start('/usr/bin/trapdoom', [], { DISPLAY: display.name }).ended;
      expect(second).toMatchObject({ status: 1 });
      expect(second.stderr).toMatch(/^Trapdoom could not start: .+\n$/);
      await window.close();
      expect(await launcher.ended).toMatchObject({ status: 0 });
    } finally {
      display.stop();
    }

    debian.install('dpkg -P trapdoom');
    const data = '/home/player/.local/share/trapdoom';
    expect(traces()).toContain(data);
    expect(traces().filter((name) => !name.startsWith(data))).toEqual([]);
    expect(readdirSync(debian.inside('/home/player/.local/share/trapdoom/homes'))).toHaveLength(1);
    expect(debian.install('cat /usr/share/applications/mimeinfo.cache')).not.toContain('trapdoom');
  });

  it('leaves nothing behind where the disk is full', () => {
    copyFileSync(packageFile(FILE), debian.inside('/root/trapdoom.deb'));
    const output = debian.install(`mkdir -p /usr/lib/trapdoom
mount -t tmpfs -o size=60m none /usr/lib/trapdoom
dpkg --force-depends -i /root/trapdoom.deb 2>&1 && echo INSTALLED
ls -A /usr/lib/trapdoom
umount /usr/lib/trapdoom
rmdir /usr/lib/trapdoom
dpkg-query -W trapdoom 2>&1 || true`);
    expect(output).toContain('No space left on device');
    expect(output).not.toContain('INSTALLED');
    expect(traces().filter((name) => !name.startsWith('/home/'))).toEqual([]);
  });
});
