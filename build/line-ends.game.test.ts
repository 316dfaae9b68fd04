import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { root } from './paths.mjs';
import { which } from './run.mjs';

it.skipIf(!which('git'))(
  'issue 10, 1: a checkout with the settings of Windows has the same bytes (skipped without git)',
  () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-line-ends-'));
    const git = (...args: string[]) => {
      const own = { HOME: folder, GIT_CONFIG_NOSYSTEM: '1', GIT_CEILING_DIRECTORIES: path.dirname(folder) };
      const env = Object.fromEntries(
        Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_')),
      );
      const { status, stderr } = spawnSync('git', args, {
        cwd: folder,
        env: { ...env, ...own },
        encoding: 'utf8',
      });
      expect(status, stderr).toBe(0);
    };
    try {
      const files = new Map([
        ['setup.mjs', Buffer.from('one\ntwo\n')],
        ['config.h', Buffer.from('one\ntwo\n')],
        // As binary as a module: a carriage return and a line feed, and no zero byte that would tell.
        ['game.wasm', Buffer.from('asm\r\none\n')],
        ['shot.png', Buffer.from('PNG\r\n\x1a\n')],
      ]);
      copyFileSync(path.join(root, '.gitattributes'), path.join(folder, '.gitattributes'));
      for (const [name, content] of files) writeFileSync(path.join(folder, name), content);
      git('init', '-q');
      git('config', 'core.autocrlf', 'true');
      git('config', 'core.eol', 'crlf');
      git('add', '-A');
      for (const name of files.keys()) rmSync(path.join(folder, name));
      git('checkout-index', '-a', '-f');
      for (const [name, content] of files)
        expect(readFileSync(path.join(folder, name)).toString(), name).toBe(content.toString());
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);
