import { constants } from 'node:buffer';
import { expect, it } from 'vitest';
import { LineSplitter } from './lines.ts';
import { LINE_MAX } from './terminal-line.ts';

it('issue 9, 1.4: cuts a write that is larger than any text can be', () => {
  let lines = 0;
  let longest = 0;
  const splitter = new LineSplitter((line) => {
    lines++;
    longest = Math.max(longest, line.length);
  });
  const bytes = constants.MAX_STRING_LENGTH + LINE_MAX;
  splitter.write(new Uint8Array(bytes).fill(0x20));
  splitter.flush();
  expect(longest).toBe(LINE_MAX);
  expect(lines).toBe(Math.ceil(bytes / LINE_MAX));
}, 60_000);
