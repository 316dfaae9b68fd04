import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ConfigFile, NoConfigError, parseNumber } from './config-file.ts';

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
    const config = ConfigFile.parse(bytes('good 1\nbad\n\n  indented 2\n'));
    expect(config.strange).toEqual([{ line: 2, text: 'bad' }]);
    config.set('indented', '3');
    expect(text(config)).toBe('good 1\nbad\n\n  indented 3\n');
  });

  it('refuses what is no text', () => {
    expect(() => ConfigFile.parse(new Uint8Array([65, 0, 66]))).toThrow(NoConfigError);
    expect(() => ConfigFile.parse(new Uint8Array(1 << 20).fill(65))).toThrow('too large');
  });

  it('gives back any bytes that it takes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ min: 1, maxLength: 400 }), (any) => {
        expect([...ConfigFile.parse(any).bytes()]).toEqual([...any]);
      }),
    );
  });

  it.each([
    ['77', false, 77],
    ['-1', false, -1],
    ['0x220', false, 0x220],
    ['010', false, 8],
    ['2.000000', true, 2],
    ['1,5', true, 1.5],
    ['abc', false, undefined],
    ['', false, undefined],
    ['1e9', true, undefined],
  ] as const)('%s is the number that the game takes it for', (value, float, number) => {
    expect(parseNumber(value, float)).toBe(number);
  });
});
