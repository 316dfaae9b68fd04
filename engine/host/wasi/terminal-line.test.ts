import { expect, it } from 'vitest';
import { LineSplitter } from './lines.ts';
import { asOnTerminal, LINE_MAX, TerminalLine } from './terminal-line.ts';

const ESC = '\x1b';

it.each([
  ['plain', 'W_Init: Init WADfiles.', 'W_Init: Init WADfiles.'],
  ['CR', 'loading 10%\rloading 20%\rdone', 'doneing 20%'],
  ['CR LF', 'one\r\ntwo\r\n', 'one\ntwo'],
  ['CRs before LF', 'one\r\r\ntwo', 'one\ntwo'],
  // R_Init of Chocolate Doom.
  ['BS', `[${' '.repeat(4)}]${'\b'.repeat(5)}..`, '[..  ]'],
  ['BS at the beginning', '\b\bx', 'x'],
  ['tabs', 'a\tb\t\tc', 'a       b               c'],
  ['a tab over text', 'abcdefghij\r\tX', 'abcdefghXj'],
  ['colours', `${ESC}[1;31merror${ESC}[0m: no WAD`, 'error: no WAD'],
  ['8-bit sequences', '\x9b31mred\x9b0m', 'red'],
  ['erase to the end', `loading 100%\r${ESC}[Kdone`, 'done'],
  ['erase to the cursor', `abcdef\b\b\b${ESC}[1KX`, '   Xef'],
  ['erase the line', `abc${ESC}[2Kd`, '   d'],
  ['cursor left and right', `abc${ESC}[2DX${ESC}[3CY`, 'aXc  Y'],
  ['cursor to a column', `abc${ESC}[2GX${ESC}[99999999GY`, `aXc${' '.repeat(LINE_MAX - 4)}Y`],
  ['erase and delete characters', `abcdef\r${ESC}[2X${ESC}[3Cz\r${ESC}[1PQ`, 'Qczef'],
  ['a title, ended by BEL', `${ESC}]0;DOOM\x07go`, 'go'],
  ['a title, ended by ST', `${ESC}]0;DOOM${ESC}\\go`, 'go'],
  ['a character set', `${ESC}(Bgo`, 'go'],
  ['bells, NULs, DEL and the like', 'a\x07\0b\x7f\x01\x84c', 'abc'],
  ['form feed and vertical tab', 'a\fb\vc', 'a\nb\nc'],
  ['a sequence within one line only', `a${ESC}]0;never ended\nb${ESC}[1\nc`, 'a\nb\nc'],
  ['letters beyond 16 bits', '😀😀\b\bx', 'x😀'],
  ['accents', 'naïve\rN', 'Naïve'],
])('issue 9, 4.9: %s', (_, text, shown) => {
  expect(asOnTerminal(text)).toBe(shown);
  expect(asOnTerminal(shown)).toBe(shown);
  // The same, however the writes are cut.
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(line));
  for (const byte of Buffer.from(text)) splitter.write(Uint8Array.of(byte));
  splitter.flush();
  expect(lines.join('\n')).toBe(shown);
});

it('issue 9, 4.9: neither wraps in a pair of surrogates, nor keeps more than a line', () => {
  const lines: string[] = [];
  const line = new TerminalLine((whole) => lines.push(whole));
  line.write('x');
  for (let i = 0; i < 10_000; i++) line.write('😀');
  line.flush();
  expect(Math.max(...lines.map((one) => one.length))).toBeLessThanOrEqual(LINE_MAX);
  expect(lines.join('')).toBe(`x${'😀'.repeat(10_000)}`);
  expect(lines.every((one) => Buffer.from(one).toString() === one)).toBe(true);

  lines.length = 0;
  for (let i = 0; i < 100_000; i++) line.write(`${i} %\r`);
  expect(lines).toEqual([]);
  line.write('\r'.concat('y'.repeat(LINE_MAX + 3)));
  line.flush();
  expect(lines).toEqual(['y'.repeat(LINE_MAX), 'yyy']);
});
