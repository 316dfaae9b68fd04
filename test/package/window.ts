import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../main/shell/browser/window/chromium.ts';
import { startFirstLevel } from '../e2e/game.ts';
import { openWindow, pressPlay } from '../e2e/window.ts';
import type { Running } from './confined.ts';
import { Tunnel } from './tunnel.ts';

/** A window of a launcher that runs without network, for the test to play in. */
export interface DrivenWindow {
  readonly page: Page;
  readonly launcher: Running;
  /** Closes the window, as a player does. */
  close(): Promise<void>;
}

/** Opens the address that a launcher has printed. */
export async function driveHeadless(launcher: Running): Promise<DrivenWindow> {
  const [url, port] = await launcher.print(/http:\/\/127\.0\.0\.1:(\d+)\/\S+/);
  const tunnel = await Tunnel.open(launcher.child.pid!, Number(port));
  const window = await openWindow(url);
  return {
    page: window.page,
    launcher,
    close: async () => {
      await window.close();
      tunnel.close();
    },
  };
}

/** Plays to the first level; an error says what the window shows instead. */
export async function playFirstLevel({ page, launcher }: DrivenWindow): Promise<void> {
  try {
    await pressPlay(page);
    await startFirstLevel(page);
  } catch (error) {
    const shown = await page.locator('body').innerText({ timeout: 5000 });
    throw new Error(`no first level; the window shows:\n${shown.slice(0, 2000)}\n${launcher.printed}`, {
      cause: error,
    });
  }
}

/** Connects to the browser that a launcher has opened, whose options include this debugging port. */
export async function driveWindow(launcher: Running, port: number): Promise<DrivenWindow> {
  const tunnel = await Tunnel.open(launcher.child.pid!, port);
  const cdp = await connect(port, launcher);
  const [context] = cdp.contexts();
  const page = context!.pages()[0] ?? (await context!.waitForEvent('page'));
  await page.getByRole('button', { name: 'Play', exact: true }).waitFor({ timeout: 60_000 });
  return {
    page,
    launcher,
    close: async () => {
      await page.close();
      await cdp.close();
      tunnel.close();
    },
  };
}

async function connect(port: number, launcher: Running): Promise<Browser> {
  for (let tries = 0; ; tries++) {
    try {
      return await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { timeout: 60_000 });
    } catch (error) {
      if (tries === 120) throw new Error(`no window: ${launcher.printed}`, { cause: error });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
  }
}

/** A script that starts this machine's Chromium with a debugging port. */
export function debuggedBrowser(folder: string, port: number): string {
  const script = path.join(folder, 'chromium');
  writeFileSync(
    script,
    `#!/bin/sh\nexec ${findChromium()} --remote-debugging-port=${port} --enable-unsafe-swiftshader "$@"\n`,
  );
  chmodSync(script, 0o755);
  return script;
}

/** Starts a virtual display that every user of this machine may use. */
export async function startDisplay(): Promise<{ name: string; stop: () => void }> {
  const xvfb: ChildProcess = spawn('Xvfb', ['-ac', '-displayfd', '3', '-screen', '0', '1400x900x24'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  const number = await new Promise<string>((resolve, reject) => {
    xvfb.once('error', reject);
    xvfb.once('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
    xvfb.stdio[3]!.once('data', (text: Buffer) => resolve(String(text).trim()));
  });
  return { name: `:${number}`, stop: () => void xvfb.kill() };
}

export async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

/** The saved games of the one home in a player's folder. */
export function savesIn(userData: string): string[] {
  const homes = path.join(userData, 'homes');
  const [home] = existsSync(homes) ? readdirSync(homes) : [];
  const saves = home === undefined ? '' : path.join(homes, home, 'savegames');
  return existsSync(saves) ? readdirSync(saves) : [];
}
