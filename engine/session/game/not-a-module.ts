import type { GameRefusal, OtherContent } from '../../games/messages.ts';

/** What a file that was given as a module begins with (bytes as Latin-1), at which offset, and what it is then. */
const KINDS: readonly (readonly [begins: string, is: OtherContent, at?: number])[] = [
  ['IWAD', 'wad'],
  ['PWAD', 'wad'],
  ['PK\x03\x04', 'zip'],
  ['PK\x05\x06', 'empty-zip'],
  ['\x1f\x8b', 'gzip'],
  ['\x28\xb5\x2f\xfd', 'zstd'],
  ['BZh', 'bzip2'],
  ['\xfd7zXZ\0', 'xz'],
  ['7z\xbc\xaf', '7z'],
  ['ustar', 'tar', 257],
  ['\x7fELF', 'elf'],
  ['MZ', 'windows'],
  ['\xcf\xfa\xed\xfe', 'macos'],
  ['\xca\xfe\xba\xbe', 'macos-or-java'],
  ['!<arch>\n', 'object-library'],
  ['BC\xc0\xde', 'bitcode'],
];

/** The same of text: comments and space may stand first. */
const TEXTS: readonly (readonly [begins: RegExp, is: OtherContent])[] = [
  [/^version https:\/\/git-lfs/, 'git-lfs'],
  [/^(\s|;;[^\n]*\n|\(;([^;]|;(?!\)))*;\))*\((module|component)\b/, 'wat'],
  [/^\s*<(!doctype|html|\?xml)/i, 'web-page'],
];

/** What was found in place of a module, or the version of a module that is none of ours. */
export type NotAModule = OtherContent | { readonly version: number };

/** The refusal of what `notAModule` has found. */
export function notModuleMessage(file: string, found: NotAModule): GameRefusal {
  return typeof found === 'string'
    ? { code: 'not-a-module', params: { file, content: found } }
    : { code: 'module-of-other-version', params: { file, version: found.version } };
}

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
 * What bytes are that are no module of any engine of WebAssembly modules, by how they begin. Undefined for what begins as a module does,
 * and for what is not known.
 */
export function notAModule(bytes: Uint8Array): NotAModule | undefined {
  if (bytes.length === 0) return 'empty';
  const start = Buffer.from(bytes.subarray(0, LOOKED_AT)).toString('latin1');
  if (start.startsWith(MAGIC)) return headerFault(bytes);
  const kind = KINDS.find(([begins, , at = 0]) => start.startsWith(begins, at));
  if (kind !== undefined) return kind[1];
  if (!isText(bytes)) return undefined;
  const text = TEXTS.find(([begins]) => begins.test(start.replace(BYTE_ORDER_MARK, '')));
  return text?.[1] ?? 'text';
}

function headerFault(bytes: Uint8Array): NotAModule | undefined {
  if (bytes.length < 8) return 'cut-header';
  const view = new DataView(bytes.buffer, bytes.byteOffset, 8);
  const [version, layer] = [view.getUint16(4, true), view.getUint16(6, true)];
  if (layer === COMPONENT_LAYER) return 'component';
  if (version !== VERSION || layer !== 0) return { version: view.getUint32(4, true) };
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
