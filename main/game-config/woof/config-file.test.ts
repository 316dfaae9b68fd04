import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoConfigError } from '../config-file.ts';
import { WoofConfigFile } from './config-file.ts';
import { woof } from './port.ts';
import { CONFIG_FILE, DEFINITIONS } from './variables.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (config: WoofConfigFile) => Buffer.from(config.bytes()).toString('latin1');
const parse = (content: string) => WoofConfigFile.parse(bytes(content));

/** As Woof writes one: comments, blank lines, numbers, strings, inputs. */
const WRITTEN = [
  ';woof.cfg format:\n;[min-max(default)] description of variable\n',
  '\n[200-?(600)] Vertical resolution \ncurrent_video_height         600\n',
  '\n[?-?(0)] Window position X (0 = Center) \nwindow_position_x            -4\n',
  '\n[("No")] Chat string associated with 0 key *\nchatmacro0                   "N\xf6, it \\ is"\n',
  '\n[?-?(0)] Move forward \ninput_forward                w, uparrow\n',
  '\n[?-?(0)] Fire current weapon \ninput_fire                   ctrl, mouse1, rt\n',
  '\n[?-?(0)] Switch to last used weapon \ninput_lastweapon             NONE\n\n',
].join('');

describe('WoofConfigFile', () => {
  it('changes a value in its place and leaves all else as it is, to the byte', () => {
    const config = parse(WRITTEN);
    config.set('current_video_height', '800');
    config.set('INPUT_LASTWEAPON', 'q');
    config.set('mouse_acceleration_threshold', '3');
    config.set('new', '-1');
    expect(text(config)).toBe(
      `${WRITTEN.replace('height         600', 'height         800').replace('NONE', 'q')}` +
        `mouse_acceleration_threshold 3\nnew${' '.repeat(26)}-1\n`,
    );
    expect(config.get('chatmacro0')).toBe('"N\xf6, it \\ is"');
    expect(config.get('window_position_x')).toBe('-4');
    expect(config.get('absent')).toBeUndefined();
    expect(config.strange).toEqual([]);
  });

  it('takes the last line that the game takes, and changes the last', () => {
    const config = parse('a 1\nA 2\na x\r\n');
    expect(config.get('a')).toBe('x');
    expect(config.get('a', (value) => value !== 'x')).toBe('2');
    config.set('a', '3');
    expect([config.get('a'), text(config)]).toEqual(['3', 'a 1\nA 2\na 3\r\n']);
  });

  it('names lines that the game skips, and variables that are too long', () => {
    const long = `a ${'1'.repeat(300)}\nb 2\n`;
    const config = parse(`; comment\n[note] x\nlonely\n${long}`);
    expect(config.strange).toMatchObject([
      { line: 3, text: 'lonely', effect: 'skipped' },
      { line: 4, effect: 'cut' },
      { line: 4, effect: 'skipped' },
    ]);
    expect(config.get('b')).toBe('2');
    config.set('a', '5');
    expect([config.get('a'), parse(text(config)).get('a')]).toEqual(['5', '5']);
    expect(parse(text(config)).get('b')).toBe('2');
    const wide = parse(`${' '.repeat(200)}a${' '.repeat(50)}1\n`);
    wide.set('a', 'spacebar, backspace');
    expect(text(wide)).toBe('a spacebar, backspace\n');
  });

  it('refuses what is no text', () => {
    expect(() => WoofConfigFile.parse(new Uint8Array([65, 0, 66]))).toThrow(NoConfigError);
    expect(() => WoofConfigFile.parse(new Uint8Array(1 << 20).fill(65))).toThrow('config-too-large');
  });

  it('gives back any bytes that it takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 1, maxLength: 700 }), (any) => {
        expect([...WoofConfigFile.parse(any).bytes()]).toEqual([...any]);
      }),
    );
  });

  it('takes time in proportion to any file, and little for a change', () => {
    const before = process.cpuUsage();
    const size = 256 * 1024;
    for (const file of [
      'a'.repeat(size),
      'a '.repeat(size / 2),
      'a b\n'.repeat(size / 4),
      `a${' '.repeat(260_000)}x`,
    ]) {
      const config = parse(file);
      for (let i = 0; i < 500; i++) config.set(`key_${i}`, String(i));
      for (let i = 0; i < 500; i++) expect(config.get(`key_${i}`)).toBe(String(i));
      expect(config.strange.length).toBeLessThanOrEqual(20);
    }
    expect(process.cpuUsage(before).user / 1000).toBeLessThan(15_000);
  });

  it('issue 12: survives 500 mutations of a file, and every control can then be set', () => {
    const digits = fc.constantFrom(
      '-1',
      '0x7fffffff',
      '99999999999999999999',
      '08',
      '"',
      ',',
      '\xff',
      '',
      ' ',
    );
    const cut = fc.record({
      at: fc.nat(WRITTEN.length),
      size: fc.nat(12),
      put: fc.oneof(fc.string({ maxLength: 9 }), digits),
    });
    const mutated = (cuts: readonly { at: number; size: number; put: string }[]) =>
      cuts.reduce((file, { at, size, put }) => file.slice(0, at) + put + file.slice(at + size), WRITTEN);
    fc.assert(
      fc.property(fc.array(cut, { minLength: 1, maxLength: 8 }), (cuts) => {
        const file = bytes(mutated(cuts)).filter((byte) => byte !== 0);
        const config = WoofConfigFile.parse(file);
        expect([...config.bytes()]).toEqual([...file]);
        const variables = {
          get: (_: string, name: string, accepted?: (value: string) => boolean) => config.get(name, accepted),
          set: (_: string, name: string, value: string) => config.set(name, value),
        };
        for (const definition of DEFINITIONS) {
          const value = woof.read(variables, definition);
          if (definition.kind === 'inputs') expect((value as unknown[]).length).toBeLessThanOrEqual(4);
          else expect(value).toSatisfy((one: number) => one >= definition.min && one <= definition.max);
          woof.write(variables, definition, definition.default);
        }
        const again = WoofConfigFile.parse(config.bytes());
        for (const { name } of DEFINITIONS) expect(again.get(name)).toBe(config.get(name));
        for (const definition of DEFINITIONS)
          expect(woof.read({ ...variables, get: (_, name) => again.get(name) }, definition)).toEqual(
            definition.default,
          );
      }),
      { numRuns: 500 },
    );
    expect(CONFIG_FILE).toBe('woof.cfg');
  });
});
