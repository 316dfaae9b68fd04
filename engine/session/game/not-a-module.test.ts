import { describe, expect, it } from 'vitest';
import { Engine } from '../../wasm/index.ts';
import type { BackendName } from '../protocol.ts';
import { assemble } from './fixtures.ts';
import { compile } from './load-module.ts';
import { notAModule } from './not-a-module.ts';

const ascii = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

describe('issue 9, 3.3: a file that is no module is called by its name', () => {
  it.each([
    ['a component', ascii('\0asm\x0d\0\x01\0'), 'component'],
    ['a future component', ascii('\0asm\x0e\0\x01\0'), 'component'],
    ['version 2', ascii('\0asm\x02\0\0\0'), { version: 2 }],
    ['a cut header', ascii('\0asm\x01'), 'cut-header'],
    ['nothing', ascii(''), 'empty'],
    ['a WAD', ascii('IWAD\x01\0\0\0'), 'wad'],
    ['a PWAD', ascii('PWAD\x01\0\0\0'), 'wad'],
    ['a zip', ascii('PK\x03\x04\x14\0'), 'zip'],
    ['gzip', ascii('\x1f\x8b\x08\0'), 'gzip'],
    ['a tar', ascii(`${'x.wasm'.padEnd(257, '\0')}ustar`), 'tar'],
    ['ELF', ascii('\x7fELF\x02\x01'), 'elf'],
    ['a program for Windows', ascii('MZ\x90\0'), 'windows'],
    ['a static library', ascii('!<arch>\nx'), 'object-library'],
    ['bitcode', ascii('BC\xc0\xde'), 'bitcode'],
    ['WebAssembly text', ascii('\xef\xbb\xbf ;; (comment)\n(; a; (b) ;)\n (module $m)'), 'wat'],
    ['JavaScript', ascii('var Module = {};\n'), 'text'],
    ['a web page', ascii('\n<!DOCTYPE html><title>404</title>'), 'web-page'],
    ['a pointer of Git LFS', ascii('version https://git-lfs.github.com/spec/v1\n'), 'git-lfs'],
  ])('%s', (_what, bytes, content) => {
    expect(notAModule(bytes)).toEqual(content);
    for (const backend of Engine.backends as BackendName[])
      expect(() => compile(bytes, 'doom.wasm', backend)).toThrow(
        /^(not-a-module|module-of-other-version) {"file":"doom\.wasm"/,
      );
  });

  it('says nothing of modules, and of bytes that nobody knows', () => {
    expect(notAModule(assemble('(module)'))).toBeUndefined();
    expect(notAModule(Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8))).toBeUndefined();
    expect(() => compile(Uint8Array.of(1, 2, 3), 'x', 'interpreter')).toThrow('(at offset 0x3)');
  });

  it('looks at text of any length without stopping', () => {
    const long = ascii(`${'(; ;)'.repeat(20_000)}${';;'.repeat(20_000)}`);
    expect(notAModule(long)).toBe('text');
  });
});
