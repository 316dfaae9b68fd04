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
    const config = ConfigFile.parse(bytes('good 1\n\n  indented 2\nbad'));
    expect(config.strange).toEqual([{ line: 4, text: 'bad', instead: expect.stringMatching(/passes over/) }]);
    config.set('indented', '3');
    config.set('new', '4');
    expect(text(config)).toBe(`good 1\n\n  indented 3\nnew${' '.repeat(27)}4\nbad`);
    expect(config.get('new')).toBe('4');
  });

  it('reads a name without a value, and what is too long, as the game does', () => {
    const config = ConfigFile.parse(bytes('key_up \r\nkey_down 80\nkey_up 1\r\n'));
    expect(config.strange).toEqual([
      { line: 1, text: 'key_up ', instead: 'The game takes the next line for its value.' },
    ]);
    expect([config.get('key_up'), config.get('key_down')]).toEqual(['1', undefined]);
    config.set('key_down', '79');
    expect(text(config)).toBe(`key_up \r\nkey_down 80\nkey_up 1\r\nkey_down${' '.repeat(22)}79\r\n`);
    expect(config.get('key_down')).toBe('79');
    const long = ConfigFile.parse(bytes(`macro "${'x'.repeat(98)}key_up 5\nkey_down 6\n`));
    expect(long.strange).toMatchObject([{ line: 1, instead: expect.stringMatching(/^It is too long/) }]);
    expect([long.get('key_up'), long.get('key_down')]).toEqual(['5', '6']);
  });

  it('does not take long over any file', () => {
    const before = performance.now();
    for (const file of [`a x${' '.repeat(260_000)}x`, 'a\n'.repeat(130_000), `a${' '.repeat(260_000)}`]) {
      const config = ConfigFile.parse(bytes(file));
      for (let i = 0; i < 500; i++) config.get(`key_${i}`);
      config.set('key_up', '1');
      expect(config.strange.length).toBeLessThanOrEqual(20);
    }
    expect(performance.now() - before).toBeLessThan(5000);
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
