import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Notice, noticeTexts } from './licence.mjs';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'trapdoom-licence-'));
  const put = (name: string, text: string) => writeFileSync(path.join(folder, name), text);
  put('COPYING', 'All of it.\n');
  put('block.c', '/* By A. */\n\nint a; /* not this */\n');
  put('lines.c', '//\n// By B.\n//\n\n// not this\nint b;\n');
  put('README.md', '# Game\n\nText\n\n# Legalese\n\nBy C.\n');
  put('bare.c', 'int d;\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

const texts = (file: string, part?: Notice['part']) =>
  noticeTexts([{ title: 'x', tree: 'game', file, ...(part && { part }) }], { game: folder });

it('has whole files, first comments of both kinds, and the chapter "Legalese"', () => {
  expect(texts('COPYING')).toBe('--- x\n\nAll of it.\n');
  expect(texts('block.c', 'comment')).toBe('--- x\n\n/* By A. */\n');
  expect(texts('lines.c', 'comment')).toBe('--- x\n\n//\n// By B.\n//\n');
  expect(texts('README.md', 'legalese')).toBe('--- x\n\nBy C.\n');
});

it('fails where a source has lost its notice', () => {
  expect(() => texts('bare.c', 'comment')).toThrow('bare.c of game has no comment that says its licence');
  expect(() => texts('COPYING', 'legalese')).toThrow('COPYING of game has no legalese');
});
