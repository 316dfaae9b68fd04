import { z } from 'zod';
import { fault } from '../messages/faults.ts';
import { messageOf, none } from '../messages/schema.ts';

/**
 * What games' adapters say to the player, by code. The words are in `main/protocol/texts/games.ts`. A parameter named `text` or `detail`
 * holds words that are not this program's own.
 */

const file = z.string();

/** Why a file is no WAD that a game could read: a part of other messages. */
export const wadProblems = {
  'wad-not-a-file': none,
  'wad-without-magic': none,
  'wad-header-cut': z.strictObject({ bytes: z.number() }),
  'wad-lump-count': z.strictObject({ count: z.number(), limit: z.number() }),
  'wad-directory-outside': z.strictObject({
    count: z.number(),
    from: z.number(),
    to: z.number(),
    bytes: z.number(),
  }),
  'wad-shortened': none,
};
export const wadProblem = messageOf(wadProblems);
export type WadProblem = z.infer<typeof wadProblem>;

/** What a file is that was given as a module and is none: a part of `not-a-module`. */
export const otherContent = z.enum([
  'empty',
  'wad',
  'zip',
  'empty-zip',
  'gzip',
  'zstd',
  'bzip2',
  'xz',
  '7z',
  'tar',
  'elf',
  'windows',
  'macos',
  'macos-or-java',
  'object-library',
  'bitcode',
  'git-lfs',
  'wat',
  'web-page',
  'text',
  'cut-header',
  'component',
]);
export type OtherContent = z.infer<typeof otherContent>;

/** Which tool made a module that is no program by itself. */
export const foreignTool = z.enum([
  'wasm-bindgen',
  'go',
  'assemblyscript',
  'wasi-0.2',
  'dynamic-library',
  'object-file',
]);
export type ForeignTool = z.infer<typeof foreignTool>;

/** Why a session is refused before its game runs. */
export const gameRefusals = {
  'files-unopened': z.strictObject({ files: z.string(), fault }),
  'wad-unplayable': z.strictObject({ file, problem: wadProblem }),
  'wad-changed': z.strictObject({ file }),
  /** `name`: what the game opens its WAD by. */
  'wad-needed': z.strictObject({ abi: z.string(), name: z.string() }),
  /** `missing`: the imports and exports that the module lacks. */
  'module-incomplete': z.strictObject({ file, abi: z.string(), missing: z.array(z.string()).min(1) }),
  'module-ambiguous': z.strictObject({ file, abis: z.array(z.string()).min(2) }),
  'module-without-start': z.strictObject({ file }),
  'made-by-emscripten': z.strictObject({ file, imports: z.array(z.string()).min(1) }),
  'made-by-other-tool': z.strictObject({ file, tool: foreignTool }),
  'not-a-module': z.strictObject({ file, content: otherContent }),
  'module-of-other-version': z.strictObject({ file, version: z.number().int() }),
  'module-invalid': z.strictObject({ file, detail: z.string() }),
  'module-cannot-run': z.strictObject({ file, detail: z.string() }),
  'module-is-folder': z.strictObject({ file }),
  'module-is-no-file': z.strictObject({ file }),
  'module-too-big': z.strictObject({ file, bytes: z.number() }),
  'home-unwritable': z.strictObject({ folder: z.string(), fault }),
  /** Of the command line: its request does not fit the module. */
  'arguments-unread': z.strictObject({ file }),
  'folder-expected': z.strictObject({ folder: z.string() }),
  'game-not-program': z.strictObject({ file, kind: z.string() }),
  'game-without-wad': z.strictObject({ file, abi: z.string() }),
  /** `imports`: those that nothing here has; none of a program that shows nothing. */
  'game-unknown': z.strictObject({ file, imports: z.array(z.string()) }),
  'key-unknown': z.strictObject({ key: z.string() }),
  'start-not-callable': z.strictObject({ file, found: z.string() }),
};
export const gameRefusal = messageOf(gameRefusals);
export type GameRefusal = z.infer<typeof gameRefusal>;

/** How a game's own adapter reads its end. */
export const gameEnds = {
  /** The game's own words. */
  'game-words': z.strictObject({ text: z.string() }),
  'demo-recorded': none,
  /** `fault`: why the file was not stored, where that is known. */
  'demo-not-recorded': z.strictObject({ name: z.string(), fault: fault.optional() }),
  /** The module has looked for WADs of these names, and has opened none. */
  'wads-missing': z.strictObject({ names: z.array(z.string()).min(1) }),
};
export const gameEnd = messageOf(gameEnds);
export type GameEndMessage = z.infer<typeof gameEnd>;

/** What the player must know while the game runs. */
export const gameNotices = {
  'music-off': none,
  'save-not-made': z.strictObject({ file, fault }),
};
export const gameNotice = messageOf(gameNotices);
export type GameNotice = z.infer<typeof gameNotice>;
