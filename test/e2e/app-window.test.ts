import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { chromium } from 'playwright-core';
import { afterEach, expect, it } from 'vitest';
import { findChromium } from '../../main/shell/browser/chromium.ts';
import { ROOT, temporaryFolder } from './launcher.ts';
import { colours, SCREEN, takePicture } from './picture.ts';
import { keepScreenshot, pressPlay } from './window.ts';

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

it.runIf(process.platform === 'linux')(
  'npm start opens a window of its own on a display, plays in it, and ends when it is closed',
  async () => {
    const display = await startDisplay();
    const folder = temporaryFolder();
    cleanUp.push(folder.remove);
    const port = await freePort();
    // The window's own Chromium, told to let the test look inside, and what it was started with.
    const handedOver = path.join(folder.path, 'handed-over');
    const browser = path.join(folder.path, 'chromium');
    fs.writeFileSync(
      browser,
      `#!/bin/sh
for arg do case "$arg" in --app=file://*) cp -p "\${arg#--app=file://}" '${handedOver}'; esac; done
exec ${findChromium()} --remote-debugging-port=${port} --enable-unsafe-swiftshader "$@"
`,
      { mode: 0o755 },
    );
    const start = spawn('npm', ['start', '--', '--shell=browser', `--user-data=${folder.path}/user`], {
      cwd: ROOT,
      env: { ...process.env, DISPLAY: display, TRAPDOOM_BROWSER: browser },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let printed = '';
    start.stdout.on('data', (chunk) => (printed += chunk));
    start.stderr.on('data', (chunk) => (printed += chunk));
    const ended = new Promise<number | null>((resolve) => start.once('exit', resolve));
    cleanUp.push(() => void start.kill('SIGINT'));

    const cdp = await connect(port, () => printed);
    const [context] = cdp.contexts();
    const page = context!.pages()[0] ?? (await context!.waitForEvent('page'));
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    expect(await page.title()).toMatch(/Trapdoom/);
    // App mode: a window without an address bar or tabs.
    expect(await page.evaluate("matchMedia('(display-mode: standalone)').matches")).toBe(true);

    // issue 9, 1.2: no process of this machine has the token on its command line, where every user can read it.
    const token = /token=([0-9a-f]{64})/.exec(fs.readFileSync(handedOver, 'utf8'))![1]!;
    const lines = commandLines();
    expect(lines.filter((line) => line.includes('--type=renderer')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(token))).toEqual([]);
    expect(fs.statSync(handedOver).mode & 0o777).toBe(0o600);
    const shown = lines
      .map((line) => /--app=file:\/\/(\S+)/.exec(line)?.[1])
      .find((file) => file !== undefined)!;
    expect(fs.existsSync(path.dirname(shown))).toBe(true);
    expect(fs.existsSync(shown)).toBe(false);

    // The tab's key survives loading the page again.
    await page.reload();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await pressPlay(page);
    await expect
      .poll(async () => colours(await takePicture(page), SCREEN), { timeout: 15_000 })
      .toBeGreaterThan(50);
    await keepScreenshot(page, 'app-window');
    await page.close();
    await cdp.close();
    expect(await ended, printed).toBe(0);
  },
);

/** The command lines of all processes, arguments separated by spaces. */
function commandLines(): string[] {
  return fs
    .readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return [fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')];
      } catch {
        return []; // It has ended meanwhile.
      }
    });
}

/** A virtual display of its own; its name, as DISPLAY wants it. */
async function startDisplay(): Promise<string> {
  const xvfb: ChildProcess = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '1400x900x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  cleanUp.push(() => void xvfb.kill());
  return new Promise((resolve, reject) => {
    xvfb.once('error', reject);
    xvfb.stdio[3]!.once('data', (number: Buffer) => resolve(`:${String(number).trim()}`));
  });
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

async function connect(port: number, printed: () => string) {
  for (let tries = 0; ; tries++) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`);
    } catch (error) {
      if (tries === 60) throw new Error(`no window after 30 s: ${printed()}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}
