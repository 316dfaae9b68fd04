import type {
  ForeignTool,
  GameRefusal,
  gameEnds,
  gameNotices,
  gameRefusals,
  OtherContent,
  wadProblems,
} from '../../../engine/games/messages.ts';
import { faultText, remedy } from './faults.ts';
import { type Texts, textOf } from './table.ts';
import { counted, listed, number, phrase, quoted } from './words.ts';

export const wadProblemTexts: Texts<typeof wadProblems> = {
  'wad-not-a-file': () => 'it is not a file',
  'wad-without-magic': () => 'it does not begin with IWAD or PWAD',
  'wad-header-cut': ({ bytes }) => `it has ${counted(bytes, 'byte')}, less than a WAD’s header`,
  'wad-lump-count': ({ count, limit }) =>
    `its header claims ${counted(count, 'entry', 'entries')}, where 0 to ${number(limit)} are possible`,
  'wad-directory-outside': ({ count, from, to, bytes }) =>
    `its directory of ${counted(count, 'entry', 'entries')} would lie at bytes ${number(from)} to ${number(to)}, but the file has ${counted(bytes, 'byte')}`,
  'wad-shortened': () => 'it became shorter while it was read',
};

/** What a file is that is no module, and what to do. */
const CONTENTS: Readonly<Record<OtherContent, string>> = {
  empty: 'it is empty. Fetch or build the module again',
  wad: 'it is a WAD. Add it to the library, or give it to “trapdoom run” with --wad, together with a module',
  zip: 'it is a zip archive. Unpack it, and take the .wasm file from it',
  'empty-zip': 'it is an empty zip archive',
  gzip: 'it is compressed by gzip. Unpack it first (gunzip)',
  zstd: 'it is compressed by zstd. Unpack it first (unzstd)',
  bzip2: 'it is compressed by bzip2. Unpack it first (bunzip2)',
  xz: 'it is compressed by xz. Unpack it first (unxz)',
  '7z': 'it is a 7-Zip archive. Unpack it, and take the .wasm file from it',
  tar: 'it is a tar archive. Unpack it, and take the .wasm file from it',
  elf: 'it is a program or a library for Linux (ELF), not WebAssembly',
  windows: 'it is a program for Windows or DOS, not WebAssembly',
  macos: 'it is a program for macOS, not WebAssembly',
  'macos-or-java': 'it is a program for macOS or Java, not WebAssembly',
  'object-library': 'it is a library of object files. Link a program with it first',
  bitcode: 'it is LLVM bitcode. Compile it to WebAssembly first',
  'git-lfs': 'it is a pointer of Git LFS. Fetch the file itself with “git lfs pull”',
  wat: 'it is WebAssembly text. Give it a name that ends in .wat for “trapdoom run”, or make a binary of it with wat2wasm',
  'web-page': 'it is a web page, perhaps a server’s error in place of the module. Fetch the module again',
  text: 'it is a text file, not a WebAssembly module',
  'cut-header': 'it ends within its header. Fetch or build the module again',
  component:
    'it is a WebAssembly component, and Trapdoom runs core modules only. Build it for WASI preview 1 (wasm32-wasip1), or take the core module out of it (wasm-tools component unbundle)',
};

/** What a tool made, and what to do. */
const TOOLS: Readonly<Record<ForeignTool, string>> = {
  'wasm-bindgen':
    'was made by wasm-bindgen for a web page, and runs only with the JavaScript file (.js) that was made beside it. Build the program for wasm32-wasip1',
  go: 'was made by Go for a web page, and runs only with Go’s wasm_exec.js. Build the program with GOOS=wasip1',
  assemblyscript:
    'was made by AssemblyScript, and needs functions of the JavaScript program that it belongs to. Build it for WASI (with @assemblyscript/wasi-shim)',
  'wasi-0.2': 'is made for WASI 0.2 or later. Build the program for WASI preview 1 (wasm32-wasip1)',
  'dynamic-library': 'is a library for dynamic linking. Link the program statically',
  'object-file':
    'is an object file that was not linked yet. Link it with wasm-ld, or with the compiler’s own command',
};

/** A few names of many. */
const some = (names: readonly string[], shown: number): string =>
  names.length > shown
    ? `${names.slice(0, shown).join(', ')} and ${number(names.length - shown)} more`
    : names.join(', ');

export const gameRefusalTexts: Texts<typeof gameRefusals> = {
  'files-unopened': ({ files, fault }) => `${quoted(files)} cannot be opened: ${faultText(fault)}.`,
  'wad-unplayable': ({ file, problem }) =>
    `${quoted(file)} is not a WAD that can be played: ${textOf(wadProblemTexts, problem)}.`,
  'wad-changed': ({ file }) => `${quoted(file)} changed while the game was starting. Start it again.`,
  'wad-needed': ({ abi, name }) => `${abi} has no game in itself: it needs a WAD, which it opens as ${name}.`,
  'module-incomplete': ({ file, abi, missing }) =>
    `${quoted(file)} looks like ${abi}, but is not complete. It lacks ${missing.join('; ')}. Fetch or build the module again.`,
  'module-ambiguous': ({ file, abis }) =>
    `${quoted(file)} has all imports and exports of ${abis.join(' and of ')}: Trapdoom cannot tell which of them it is.`,
  'module-without-start': ({ file }) =>
    `${quoted(file)} has no start of a program (an exported function "_start" without parameters).`,
  'made-by-emscripten': ({ file, imports }) =>
    `${quoted(file)} was made by Emscripten: it imports ${some(imports, 3)}. Only the JavaScript file (.js) that was made beside it has these. Trapdoom does not run such files. To play here, add the game’s WAD to the library, or take a build for WASI.`,
  'made-by-other-tool': ({ file, tool }) => `${quoted(file)} ${TOOLS[tool]}.`,
  'not-a-module': ({ file, content }) =>
    `${quoted(file)} is not a valid WebAssembly module: ${CONTENTS[content]}.`,
  'module-of-other-version': ({ file, version }) =>
    `${quoted(file)} is not a valid WebAssembly module: it has version ${version} of the binary format, and there is only version 1. Build the module again with newer tools.`,
  'module-invalid': ({ file, detail }) => `${quoted(file)} is not a valid WebAssembly module: ${detail}`,
  'module-cannot-run': ({ file, detail }) => `${quoted(file)} cannot run: ${phrase(detail)}.`,
  'module-is-folder': ({ file }) => `${quoted(file)} is a folder. Name the .wasm file in it.`,
  'module-is-no-file': ({ file }) => `${quoted(file)} is not a file.`,
  'module-too-big': ({ file, bytes }) =>
    `${quoted(file)} is too large for a game module (${counted(bytes, 'byte')}).`,
  'home-unwritable': ({ folder, fault }) =>
    `The game has nowhere to save: its folder ${quoted(folder)} cannot be created or written to (${faultText(fault)}). Make room for it or check its permissions, then play again.`,
  'arguments-unread': ({ file }) =>
    `${quoted(file)} takes no arguments: it does not import args_get of WASI. Leave out “--” and what follows it.`,
  'folder-expected': ({ folder }) => `${quoted(folder)} is not a folder.`,
  'game-not-program': ({ file, kind }) =>
    `${quoted(file)} is a game that shows frames (${kind}), not a program. Play it with --frames N and, if it needs one, --wad FILE.wad.`,
  'game-without-wad': ({ file, abi }) =>
    `${quoted(file)} (${abi}) has no game in itself: give it one with --wad.`,
  'game-unknown': ({ file, imports }) =>
    imports.length === 0
      ? `${quoted(file)} is no Doom that Trapdoom knows: it imports neither SDL nor what other Doom modules import. Leave --frames and --wad out to run it as a program.`
      : `${quoted(file)} cannot run: it imports ${some(imports, 10)}, which neither WASI nor any Doom that Trapdoom knows has.`,
  'key-unknown': ({ key }) =>
    `There is no key ${quoted(key)}. Keys have the names that browsers use for their places: KeyA, Digit1, ArrowUp, ControlLeft.`,
  'start-not-callable': ({ file, found }) =>
    `${quoted(file)} is no program: its export _start ${found}, and a program’s has type () -> (). Call a function of it with --invoke NAME.`,
};

/** Why a session is refused before its game runs. */
export function gameRefusalText(refusal: GameRefusal): string {
  return textOf(gameRefusalTexts, refusal);
}

export const gameEndTexts: Texts<typeof gameEnds> = {
  'game-words': ({ text }) => text,
  'demo-recorded': () => 'The demo was recorded.',
  'demo-not-recorded': ({ name, fault }) =>
    fault === undefined
      ? `The demo was not recorded: ${quoted(name)} could not be written. Check the permissions of its folder, and record again.`
      : `The demo was not recorded: ${quoted(name)} could not be stored: ${faultText(fault)}. ${remedy(fault)}, then record again.`,
  'wads-missing': ({ names }) =>
    `The module looks for a WAD that is missing: ${listed(names.map(quoted))}. It was given the WADs of the chosen game, with -iwad and as files in its folder and in /wads.`,
};

export const gameNoticeTexts: Texts<typeof gameNotices> = {
  'music-off': () => 'Music is off: this backend is too slow for it. Sound effects play.',
  'save-not-made': ({ file, fault }) =>
    `The game could not be saved: ${file} cannot be created (${faultText(fault)}).`,
};
