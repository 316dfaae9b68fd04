import { type ChildProcess, spawn } from 'node:child_process';
import fs from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterEach, describe, expect, it } from 'vitest';
import { findChromium } from '../../main/shell/browser/window/chromium.ts';
import { ROOT, temporaryFolder } from './launcher.ts';
import { colours, SCREEN, takePicture } from './picture.ts';
import { keepScreenshot, pressPlay } from './window.ts';

const LAUNCHER = path.join(ROOT, 'dist', 'main', 'browser.js');

const cleanUp: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const action of cleanUp.splice(0).reverse()) await action();
});

describe.runIf(process.platform === 'linux')('the browser shell’s own window', () => {
  it('npm start opens it on a display, plays in it, and ends when it is closed', async () => {
    const app = await openApp('npm', ['start', '--', '--shell=browser']);
    const { page } = app;
    expect(await page.title()).toMatch(/Trapdoom/);
    // App mode: a window without an address bar or tabs.
    expect(await page.evaluate("matchMedia('(display-mode: standalone)').matches")).toBe(true);

    // The tab's key survives loading the page again.
    await page.reload();
    await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
    await pressPlay(page);
    await expect
      .poll(async () => colours(await takePicture(page), SCREEN), { timeout: 15_000 })
      .toBeGreaterThan(50);
    await keepScreenshot(page, 'app-window');
    await page.close();
    await app.cdp.close();
    expect(await app.ended, app.printed()).toBe(0);
  });

  it('issue 9, 1.2: no process has the token on its command line, where every user can read it', async () => {
    const app = await openApp(process.execPath, [LAUNCHER]);
    const token = /token=([0-9a-f]{64})/.exec(fs.readFileSync(app.handedOver, 'utf8'))![1]!;
    const lines = commandLines();
    expect(lines.filter((line) => line.includes('--type=renderer')).length).toBeGreaterThan(0);
    expect(lines.filter((line) => line.includes(token))).toEqual([]);
    // A file had it, for this user alone, and is gone after use.
    expect(fs.statSync(app.handedOver).mode & 0o777).toBe(0o600);
    const own = lines.find((line) => line.includes(app.mark) && line.includes('--app='))!;
    const shown = /--app=file:\/\/(\S+)/.exec(own)![1]!;
    expect(fs.statSync(path.dirname(shown)).mode & 0o777).toBe(0o700);
    expect(fs.existsSync(shown)).toBe(false);
    await app.page.close();
    await app.cdp.close();
    expect(await app.ended, app.printed()).toBe(0);
    expect(fs.existsSync(path.dirname(shown))).toBe(false);
  });

  it('issue 9, 1.1: it stays with the reason when the launcher has an error, until it is closed', async () => {
    const plant = path.join(temporary(), 'plant.mjs');
    fs.writeFileSync(plant, "process.on('SIGUSR2', () => { throw new Error('planted failure'); });\n");
    const app = await openApp(process.execPath, [`--import=${plant}`, LAUNCHER]);
    await pressPlay(app.page);
    app.start.kill('SIGUSR2');
    const notice = app.page.getByRole('alertdialog');
    await notice.waitFor();
    expect(await notice.innerText()).toContain('planted failure');
    // The game has ended, and the folder is free for another start; the window is still there.
    const record = path.join(app.user, 'last-session.json');
    await expect.poll(() => fs.existsSync(record), { timeout: 10_000 }).toBe(true);
    await expect.poll(() => fs.existsSync(path.join(app.user, 'running')), { timeout: 10_000 }).toBe(false);
    expect(app.start.exitCode).toBeNull();
    await app.page.close();
    await app.cdp.close();
    expect(await app.ended, app.printed()).toBe(1);
  });
});

interface App {
  readonly start: ChildProcess;
  readonly cdp: Browser;
  readonly page: Page;
  /** What the browser's command line has that those of other browsers do not. */
  readonly mark: string;
  /** A copy of the page that handed the address over. */
  readonly handedOver: string;
  readonly user: string;
  readonly printed: () => string;
  /** Resolves with the exit status. */
  readonly ended: Promise<number | null>;
}

/** Starts the browser shell with a display and a folder of its own, and waits for its window. */
async function openApp(program: string, args: readonly string[]): Promise<App> {
  const display = await startDisplay();
  const folder = temporary();
  const port = await freePort();
  const mark = `--remote-debugging-port=${port}`;
  // The window's own Chromium, told to let the test look inside; and what it was started with.
  const handedOver = path.join(folder, 'handed-over');
  const browser = path.join(folder, 'chromium');
  fs.writeFileSync(
    browser,
    `#!/bin/sh
for arg do case "$arg" in --app=file://*) cp -p "\${arg#--app=file://}" '${handedOver}'; esac; done
exec ${findChromium()} ${mark} --enable-unsafe-swiftshader "$@"
`,
    { mode: 0o755 },
  );
  const user = path.join(folder, 'user');
  const start = spawn(program, [...args, `--user-data=${user}`], {
    cwd: ROOT,
    env: { ...process.env, DISPLAY: display, TRAPDOOM_BROWSER: browser },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  start.stdout.on('data', (chunk) => (output += chunk));
  start.stderr.on('data', (chunk) => (output += chunk));
  const printed = () => output;
  const ended = new Promise<number | null>((resolve) => start.once('exit', resolve));
  cleanUp.push(() => void start.kill('SIGINT'));

  const cdp = await connect(port, printed);
  const [context] = cdp.contexts();
  const page = context!.pages()[0] ?? (await context!.waitForEvent('page'));
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor();
  return { start, cdp, page, mark, handedOver, user, printed, ended };
}

function temporary(): string {
  const folder = temporaryFolder();
  cleanUp.push(folder.remove);
  return folder.path;
}

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
