import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { NoConfigError } from '../config-file.ts';
import { ChocolateConfigFile as ConfigFile, parseNumber } from './config-file.ts';

const bytes = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'));
const text = (config: ConfigFile) => Buffer.from(config.bytes()).toString('latin1');

describe('ConfigFile', () => {
  it('changes a value in its place and leaves all else as it is, to the byte', () => {
    const config = ConfigFile.parse(
      bytes('key_right\t\t77\nchatmacro0 "Fü\xff r  "\n\n# what\nkey_left  75  \r\nlast 1'),
    );
    config.set('key_right', '32');
    config.set('key_left', '30');
    config.set('new_one', '-1');
    expect(text(config)).toBe(
      'key_right\t\t32\nchatmacro0 "Fü\xff r  "\n\n# what\nkey_left  30  \r\nlast 1\nnew_one                       -1\n',
    );
    expect(config.get('key_left')).toBe('30');
    expect(config.get('chatmacro0')).toBe('"Fü\xff r  "');
    expect(config.get('absent')).toBeUndefined();
  });

  it('takes the last of several lines, as the game does', () => {
    const config = ConfigFile.parse(bytes('a 1\na 2\n'));
    config.set('a', '3');
    expect([config.get('a'), text(config)]).toEqual(['3', 'a 1\na 3\n']);
  });

  it('writes new lines as the file has them, and as the game does', () => {
    const config = ConfigFile.parse(bytes('a 1\r\n'));
    config.set('b', '2');
    expect(text(config)).toBe(`a 1\r\nb${' '.repeat(29)}2\r\n`);
    const empty = ConfigFile.empty();
    empty.set('joystick_physical_button10', '4');
    expect(text(empty)).toBe('joystick_physical_button10    4\n');
  });

  it('names lines that are no variable and its value', () => {
    const config = ConfigFile.parse(bytes('good 1\n\n  indented 2\nbad'));
    expect(config.strange).toEqual([{ line: 4, text: 'bad', effect: 'skipped' }]);
    config.set('indented', '3');
    config.set('new', '4');
    expect(text(config)).toBe(`good 1\n\n  indented 3\nnew${' '.repeat(27)}4\nbad`);
    expect(config.get('new')).toBe('4');
  });

  it('reads a name without a value, and what is too long, as the game does', () => {
    const config = ConfigFile.parse(bytes('key_up \r\nkey_down 80\nkey_up 1\r\n'));
    expect(config.strange).toEqual([{ line: 1, text: 'key_up ', effect: 'takes-next-line' }]);
    expect([config.get('key_up'), config.get('key_down')]).toEqual(['1', undefined]);
    config.set('key_down', '79');
    expect(text(config)).toBe(`key_up \r\nkey_down 80\nkey_up 1\r\nkey_down${' '.repeat(22)}79\r\n`);
    expect(config.get('key_down')).toBe('79');
    const long = ConfigFile.parse(bytes(`macro "${'x'.repeat(98)}key_up 5\nkey_down 6\n`));
    expect(long.strange).toMatchObject([{ line: 1, effect: 'cut' }]);
    expect([long.get('key_up'), long.get('key_down')]).toEqual(['5', '6']);
    long.set('macro', '"y"');
    expect(long.get('macro')).toBe('"y"');
    expect(text(long)).toBe('macro "y"\nkey_up 5\nkey_down 6\n');
    expect(ConfigFile.parse(long.bytes()).get('macro')).toBe('"y"');
  });

  it('issue 9, 1.7: takes time in proportion to any file, and to one change little', () => {
    const before = process.cpuUsage();
    const size = 256 * 1024;
    for (const file of [
      'a'.repeat(size),
      `a ${'\x01'.repeat(size - 2)}`,
      'a '.repeat(size / 2),
      'a b\n'.repeat(size / 4),
      `a x${' '.repeat(260_000)}x`,
      'a\n'.repeat(130_000),
      `a${' '.repeat(260_000)}`,
    ]) {
      const config = ConfigFile.parse(bytes(file));
      for (let i = 0; i < 500; i++) config.get(`key_${i}`);
      for (let i = 0; i < 500; i++) config.set(`key_${i}`, String(i));
      expect(config.get('key_499')).toBe('499');
      expect(config.strange.length).toBeLessThanOrEqual(20);
    }
    // Half a second; where each change reads the file again, minutes.
    const { user } = process.cpuUsage(before);
    expect(user / 1000).toBeLessThan(15_000);
  });

  it('refuses what is no text', () => {
    expect(() => ConfigFile.parse(new Uint8Array([65, 0, 66]))).toThrow(NoConfigError);
    expect(() => ConfigFile.parse(new Uint8Array(1 << 20).fill(65))).toThrow('config-too-large');
  });

  it('gives back any bytes that it takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 1, maxLength: 400 }), (any) => {
        expect([...ConfigFile.parse(any).bytes()]).toEqual([...any]);
      }),
    );
  });

  it('reads what it has written as the game does', () => {
    const word = fc.string({
      unit: fc.constantFrom('a', 'b', ' ', '\n', '\x01', '"', 'key_up'),
      maxLength: 120,
    });
    const change = fc.record({
      name: fc.constantFrom('a', 'b', 'key_up'),
      value: fc.constantFrom('1', '-1', '"x"'),
    });
    fc.assert(
      fc.property(fc.array(word), fc.array(change, { minLength: 1 }), (words, changes) => {
        const config = ConfigFile.parse(bytes(words.join(' ')));
        for (const { name, value } of changes) config.set(name, value);
        const again = ConfigFile.parse(config.bytes());
        for (const name of ['a', 'b', 'key_up']) expect(again.get(name)).toBe(config.get(name));
        expect(again.strange).toEqual(config.strange);
      }),
    );
  });

  it.each([
    ['77', false, 77],
    ['-1', false, -1],
    ['0x220', false, 0x220],
    ['010', false, 8],
    ['08', false, undefined],
    ['0x-5', false, -5],
    ['-0', false, 0],
    ['2.000000', true, 2],
    ['1,5', true, 1.5],
    ['abc', false, undefined],
    ['', false, undefined],
    ['1e9', true, undefined],
  ] as const)('%s is the number that the game takes it for', (value, float, number) => {
    expect(parseNumber(value, float)).toBe(number);
  });
});
