/** What a file that was given as a module begins with (bytes as Latin-1), at which offset, and what it is then. */
const KINDS: readonly (readonly [begins: string, is: string, at?: number])[] = [
  ['IWAD', 'is a WAD. Add it to the library, or give it to “trapdoom run” by --wad, with a module'],
  ['PWAD', 'is a WAD. Add it to the library, or give it to “trapdoom run” by --wad, with a module'],
  ['PK\x03\x04', 'is a zip archive. Unpack it, and take the .wasm file from it'],
  ['PK\x05\x06', 'is an empty zip archive'],
  ['\x1f\x8b', 'is compressed by gzip. Unpack it first (gunzip)'],
  ['\x28\xb5\x2f\xfd', 'is compressed by zstd. Unpack it first (unzstd)'],
  ['BZh', 'is compressed by bzip2. Unpack it first (bunzip2)'],
  ['\xfd7zXZ\0', 'is compressed by xz. Unpack it first (unxz)'],
  ['7z\xbc\xaf', 'is a 7-Zip archive. Unpack it, and take the .wasm file from it'],
  ['ustar', 'is a tar archive. Unpack it, and take the .wasm file from it', 257],
  ['\x7fELF', 'is a program or a library for Linux (ELF), not WebAssembly'],
  ['MZ', 'is a program for Windows or DOS, not WebAssembly'],
  ['\xcf\xfa\xed\xfe', 'is a program for macOS, not WebAssembly'],
  ['\xca\xfe\xba\xbe', 'is a program for macOS or Java, not WebAssembly'],
  ['!<arch>\n', 'is a library of object files. Link a program with it first'],
  ['BC\xc0\xde', 'is LLVM bitcode. Compile it to WebAssembly first'],
];

/** The same of text: comments and space may stand first. */
const TEXTS: readonly (readonly [begins: RegExp, is: string])[] = [
  [/^version https:\/\/git-lfs/, 'is a pointer of Git LFS. Fetch the file itself with “git lfs pull”'],
  [
    /^(\s|;;[^\n]*\n|\(;([^;]|;(?!\)))*;\))*\((module|component)\b/,
    'is WebAssembly text. Give it a name that ends in .wat for “trapdoom run”, or make a binary of it with wat2wasm',
  ],
  [
    /^\s*<(!doctype|html|\?xml)/i,
    'is a web page, perhaps a server’s error in place of the module. Fetch the module again',
  ],
];

/** Of UTF-8, read as Latin-1. */
const BYTE_ORDER_MARK = '\xef\xbb\xbf';

/** As much of a file is examined. */
const LOOKED_AT = 4096;

/** `\0asm`, then a version of 16 bits and a layer of 16 bits: 1 and 0 for a module (§5.5.16 of WebAssembly 3.0). */
const MAGIC = '\0asm';
const VERSION = 1;
/** The layer of components (the component model's Binary.md, "Component Definitions"). */
const COMPONENT_LAYER = 1;

/**
 * Why bytes are no module that any engine of WebAssembly modules reads, told by how they begin, as "is a zip archive. …" without a full
 * stop at the end. Undefined for what begins as a module does, and for what is not known.
 */
export function notAModule(bytes: Uint8Array): string | undefined {
  if (bytes.length === 0) return 'is empty. Fetch or build the module again';
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  if (start.startsWith(MAGIC)) return headerFault(bytes);
  const kind = KINDS.find(([begins, , at = 0]) => start.startsWith(begins, at));
  if (kind !== undefined) return kind[1];
  if (!isText(bytes)) return undefined;
  const text = TEXTS.find(([begins]) => begins.test(start.replace(BYTE_ORDER_MARK, '')));
  return text?.[1] ?? 'is a text file, not a WebAssembly module';
}

function headerFault(bytes: Uint8Array): string | undefined {
  if (bytes.length < 8) return 'ends within its header. Fetch or build the module again';
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const [version, layer] = [view.getUint16(4, true), view.getUint16(6, true)];
  if (layer === COMPONENT_LAYER)
    return 'is a WebAssembly component, and Trapdoom runs core modules only. Build it for WASI preview 1 (wasm32-wasip1), or take the core module out of it (wasm-tools component unbundle)';
  if (version !== VERSION || layer !== 0)
    return `has version ${view.getUint32(4, true)} of the binary format, and there is only version 1. Build the module again with newer tools`;
  return undefined;
}

/** Text is UTF-8 without control characters. */
function isText(bytes: Uint8Array): boolean {
  const start = bytes.subarray(0, LOOKED_AT);
  if (start.some((byte) => byte < 32 && (byte < 9 || byte > 13) && byte !== 27)) return false;
  try {
    // The last character may be cut.
    new TextDecoder('utf-8', { fatal: true }).decode(start, { stream: true });
    return true;
  } catch {
    return false;
  }
}
