import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { launchedByEach } from './launched.ts';
import { pressPlay } from './window.ts';

const launched = launchedByEach();

/**
 * Loaded into the launcher's process and its engine processes. It records each connection, and each look-up of a name, that leads out of
 * this machine, and lets none through.
 */
const GUARD = `
  const fs = require('node:fs');
  const net = require('node:net');
  const dns = require('node:dns');
  const note = (what) => fs.appendFileSync(process.env.TRAPDOOM_TEST_SENT, what + '\\n');
  const local = (host) => host === undefined || host === 'localhost' || host === '127.0.0.1';
  const { connect } = net.Socket.prototype;
  net.Socket.prototype.connect = function (...args) {
    const [options] = Array.isArray(args[0]) ? args[0] : args;
    const host = typeof options === 'object' ? options.host : undefined;
    if (local(host)) return connect.apply(this, args);
    note('connection ' + host);
    setImmediate(() => this.destroy(new Error('refused by the test')));
    return this;
  };
  const { lookup } = dns;
  dns.lookup = (host, ...rest) => {
    if (local(host)) return lookup(host, ...rest);
    note('name ' + host);
    rest.at(-1)(new Error('refused by the test'));
  };
`;

describe('issue 10, 6: what the browser shell sends', () => {
  it('is nothing while a game is played, until the player turns the look for newer versions on', async () => {
    const guard = path.join(launched.folder, 'guard.cjs');
    const sent = path.join(launched.folder, 'sent');
    fs.writeFileSync(guard, GUARD);
    fs.writeFileSync(sent, '');
    const env = { NODE_OPTIONS: `--require=${guard}`, TRAPDOOM_TEST_SENT: sent };
    const page = await launched.start({ env });
    await pressPlay(page);
    await page.evaluate("location.hash = '#settings'");
    const setting = page.getByRole('switch', { name: 'Say when there is a newer version' });
    await setting.waitFor();
    expect(await setting.isChecked()).toBe(false);
    expect(fs.readFileSync(sent, 'utf8')).toBe('');
    await setting.check();
    await expect.poll(() => fs.readFileSync(sent, 'utf8'), { timeout: 10_000 }).toContain('api.github.com');
    await expect
      .poll(() => launched.launcher.printed, { timeout: 10_000 })
      .toContain('No newer version could be looked for');
    const lines = fs.readFileSync(sent, 'utf8').trimEnd().split('\n');
    for (const line of lines) expect(line).toMatch(/^(connection|name) api\.github\.com$/);
  });
});
