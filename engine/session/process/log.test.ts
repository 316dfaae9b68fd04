import { describe, expect, it } from 'vitest';
import { DOOM_ERROR_OUTPUT } from '../../games/common/doom-rules.ts';
import { LastErrorOutput } from '../game/last-error-output.ts';
import type { LogLine } from '../protocol.ts';
import { LOG_LINES_MAX, LogBuffer } from './log.ts';

const line = (time: number, text = `line ${time}`): LogLine => ({ time, stream: 'stdout', text });

function collect() {
  const batches: LogLine[][] = [];
  return { batches, log: new LogBuffer((lines) => batches.push(lines)) };
}

describe('the log buffer', () => {
  it('forwards in order, in batches', () => {
    const { batches, log } = collect();
    for (let i = 0; i < 1000; i++) log.add(line(i));
    log.finish(1000);
    expect(batches.flat().map(({ text }) => text)).toEqual(
      Array.from({ length: 1000 }, (_, i) => `line ${i}`),
    );
    expect(batches.length).toBeLessThan(20);
  });

  it('bounds what a flood sends and keeps the newest lines', () => {
    const { batches, log } = collect();
    // A million lines in a second.
    for (let i = 0; i < 1_000_000; i++) log.add(line(i / 1000, `line ${i}`));
    expect(batches.flat().length).toBeLessThan(3000);
    log.finish(1000);
    const all = batches.flat();
    expect(all.length).toBeLessThan(LOG_LINES_MAX + 3000);
    const newest = all.slice(-LOG_LINES_MAX + 1).map(({ text }) => text);
    expect(newest.at(-1)).toBe('line 999999');
    expect(newest[0]).toBe(`line ${1_000_000 - newest.length}`);
    const leftOut = all
      .filter(({ stream }) => stream === 'session')
      .map(({ text }) => Number.parseInt(text, 10));
    expect(leftOut.reduce((sum, count) => sum + count, 0) + all.length - leftOut.length).toBe(1_000_000);
  });

  it('sends errors at once, with all before them, at no higher rate', () => {
    const { batches, log } = collect();
    log.add(line(0));
    log.add(line(1, 'before'));
    log.add({ ...line(2, 'an error'), stream: 'stderr' });
    expect(batches.map((batch) => batch.map(({ text }) => text))).toEqual([
      ['line 0'],
      ['before', 'an error'],
    ]);
    for (let i = 0; i < 100_000; i++) log.add({ ...line(i / 100), stream: 'stderr' });
    expect(batches.flat().length).toBeLessThan(3000);
  });

  it('issue 9, 1.4: bounds characters as it bounds lines, and cuts a line that is too long', () => {
    const { batches, log } = collect();
    const sizes = () => batches.map((batch) => batch.reduce((sum, { text }) => sum + text.length, 0));
    for (let i = 0; i < 20_000; i++) log.add({ ...line(i / 20, 'x'.repeat(10_000)), stream: 'stderr' });
    expect(Math.max(...batches.flat().map(({ text }) => text.length))).toBe(4096);
    // A second of them, in stretches of 100 ms.
    expect(sizes().reduce((sum, size) => sum + size, 0)).toBeLessThan(12 * 150_000);
    const before = batches.length;
    log.add(line(1000, 'the newest'));
    log.finish(1001);
    const rest = sizes().slice(before);
    expect(rest.reduce((sum, size) => sum + size, 0)).toBeLessThan(4.2 * 1024 * 1024);
    expect(Math.max(...rest)).toBeLessThan(150_000);
    expect(batches.at(-1)!.at(-1)!.text).toBe('the newest');
    const dropped = batches
      .flat()
      .filter(({ stream }) => stream === 'session')
      .map(({ text }) => Number.parseInt(text, 10));
    const kept = batches.flat().length - dropped.length;
    expect(dropped.reduce((sum, count) => sum + count, 0) + kept).toBe(20_001);
  });

  it('sends what waits when time has passed, and nothing when nothing waits', () => {
    const { batches, log } = collect();
    log.add(line(0));
    log.add(line(1));
    log.flush(50);
    expect(batches.length).toBe(1);
    log.flush(150);
    expect(batches.map((batch) => batch.length)).toEqual([1, 1]);
    log.flush(1000);
    log.finish(2000);
    expect(batches.length).toBe(2);
  });
});

describe('a game’s last words', () => {
  it('are its message box where it showed one', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stderr', 'something else');
    words.box('W_GetNumForName: X not found!');
    words.line('stderr', 'and more');
    expect(words.text).toBe('W_GetNumForName: X not found!');
  });

  it('are else the last it wrote to standard error in one go', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stderr', 'a warning from before');
    words.line('stdout', 'W_Init: Init WADfiles.');
    words.line('stderr', 'an error');
    words.line('stderr', 'of two lines');
    words.line('stderr', '');
    words.line('stdout', 'shutting down');
    expect(words.text).toBe('an error\nof two lines');
    expect(words.last).toBeUndefined();
    words.line('stderr', 'the end');
    expect(words.last).toBe('the end');
  });

  it('are the first error, not that there was a second one', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stderr', 'W_GetNumForName: DEMO9 not found!');
    words.line('stderr', '');
    words.line('stderr', 'Warning: recursive call to I_Error detected.');
    expect(words.text).toBe('W_GetNumForName: DEMO9 not found!');
  });

  it('issue 9, 4.1: are all paragraphs of it', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stdout', 'loading chex.wad');
    for (const text of [
      '',
      'Unable to find chex.deh.',
      '',
      ' ',
      'It can be found at:',
      '',
      '  idgames',
      '',
      '',
    ])
      words.line('stderr', text);
    expect(words.text).toBe('Unable to find chex.deh.\n\n \nIt can be found at:\n\n  idgames');
    expect(words.last).toBe(words.text);
  });

  it('issue 9, 4.1: are no warning that comes before', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stderr', 'DEHACKED:535: warning: Cheat sequence longer than supported by Vanilla dehacked');
    expect(words.text).toMatch(/^DEHACKED:535/);
    for (const text of ['Unable to find chex.deh.', '', 'Get it.']) words.line('stderr', text);
    expect(words.text).toBe('Unable to find chex.deh.\n\nGet it.');
  });

  it('issue 9, 4.1: are no warning of an earlier frame', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stderr', 'PadRejectArray: REJECT lump too short to pad!');
    words.frame();
    words.frame();
    expect(words.text).toBe('PadRejectArray: REJECT lump too short to pad!');
    words.line('stderr', 'Bad V_DrawPatch');
    expect(words.text).toBe('Bad V_DrawPatch');
  });

  it('issue 9, 4.1: are all of a message that the box has cut short', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    const message = `Demo is from a different game version!\n\n${'x'.repeat(600)}\n\nIt ends here.`;
    for (const text of message.split('\n')) words.line('stderr', text);
    words.box(message.slice(0, 511));
    expect(words.text).toBe(message);
    words.box(message.slice(0, 100));
    expect(words.text).toBe(message.slice(0, 100));
  });

  it('issue 9, 4.1: stay bounded', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    for (let i = 0; i < 100_000; i++) words.line('stderr', `${i} ${'y'.repeat(4000)}`);
    expect(words.text!.length).toBeLessThan(20_000);
    expect(words.text).toContain('99999 yyy');
  });

  it('are nothing where it said nothing', () => {
    const words = new LastErrorOutput(DOOM_ERROR_OUTPUT);
    words.line('stdout', 'hello');
    words.line('stderr', ' ');
    expect(words.text).toBeUndefined();
  });
});
