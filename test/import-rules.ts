import path from 'node:path';
import { parseSync } from 'vite';

/** One import of one file, both named relative to the checkout; `target` is a package's name where it is no file. */
export interface Import {
  readonly source: string;
  readonly target: string;
  readonly isFile: boolean;
}

/** Rooms inside engine/wasm, lowest first: each may import itself and those before it. */
const WASM_LAYERS = ['spec', 'binary', 'validate', 'runtime', 'backends', 'api'];
/** Rooms of engine/ and which others each may import. */
const ENGINE_ROOMS: Readonly<Record<string, readonly string[]>> = {
  wasm: [],
  messages: [],
  host: ['wasm'],
  games: ['wasm', 'host', 'messages'],
  session: ['wasm', 'host', 'games', 'messages'],
  offline: ['wasm', 'host', 'games', 'session'],
};
/** Rooms inside main/, lowest first, as those of engine/wasm. `base` is the files of main/ itself that all rooms may need. */
const MAIN_LAYERS = [
  'protocol',
  'storage',
  'base',
  'shell',
  'settings',
  'picture',
  'updates',
  'library',
  'homes',
  'game-config',
  'statistics',
  'demos',
  'sessions',
  'diagnostics',
  'background',
  'launcher',
  'self-check',
  'shell/electron',
  'shell/browser',
  'cli',
];
/** Rooms inside renderer/, lowest first. `window` is the files of renderer/ itself. */
const RENDERER_LAYERS = [
  'text',
  'zod-setup',
  'bridge',
  'sound',
  'screen',
  'input',
  'player',
  'state',
  'components',
  'art',
  'stage',
  'views/end',
  'views/library',
  'views/saves',
  'views/demos',
  'views/settings',
  'views/diagnostics',
  'views/play',
  'styles',
  'window',
];
/**
 * Rooms inside a folder and which others each may import; `.` is the folder's own files, which all may be imported from. A room that is
 * not listed may import none.
 */
const INNER_ROOMS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  'engine/host': { doom: ['sdl', 'wasi'], sdl: ['sound'], openal: ['sound'] },
  // Files of the folder itself are contracts; the environment has the clock's type.
  'engine/session': { '.': ['drive'], game: ['drive'], process: ['drive', 'game'] },
};
/** All that a session knows of games; what a launch request is crosses processes, so the protocol has it. */
const GAMES_OF_SESSION = /^engine\/games\/(game-adapter|index|messages)\.ts$/;
const LAUNCH_REQUEST = 'engine/games/launch-request.ts';

/** Top-level rooms and which others each may import; tests and tools stand outside the program and may import anything. */
const TOP_ROOMS: Readonly<Record<string, readonly string[]>> = {
  engine: [],
  main: ['engine'],
  renderer: ['main', 'engine'],
};
/** Message types, with their validation: all that the window shares with the rest. */
const PROTOCOL =
  /^(main\/protocol\/|engine\/messages\/|engine\/(session\/(protocol|messages)|games\/(messages|launch-request|source-port-facts|source-ports)|host\/events)\.ts$)/;
/** What the window and the protocols share with the engine: tables, and what each backend says of itself. */
const SHARED_FACTS = /^engine\/wasm\/(spec\/|backends\/[^/]+\/info\.ts$)/;

/** Reads the imports, exports-from and dynamic imports of a file; types count like values. */
export function importsOf(source: string, text: string): Import[] {
  const { module, errors } = parseSync(source, text);
  if (errors.length > 0) throw new Error(`${source} does not parse: ${errors[0]?.message}`);
  const requests = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => moduleRequest?.value ?? []),
    ),
    // Dynamic imports, and those inside types, which the parser's list leaves out.
    ...Array.from(text.matchAll(/\bimport\(\s*['"]([^'"]+)['"]/g), (match) => match[1]!),
  ];
  return [...new Set(requests)].map((request) => {
    const isFile = request.startsWith('.');
    return {
      source,
      target: isFile ? path.posix.join(path.posix.dirname(source), request) : request,
      isFile,
    };
  });
}

/** Says which rule an import breaks, or undefined if it breaks none. */
export function violation(edge: Import): string | undefined {
  return edge.isFile ? fileViolation(edge) : packageViolation(edge);
}

function fileViolation({ source, target }: Import): string | undefined {
  const [from, to] = [room(source, 0), room(target, 0)];
  const reachable = TOP_ROOMS[from];
  if (!reachable) return undefined;
  if (to === 'test' && isTest(source)) return undefined;
  if (from !== to && !reachable.includes(to)) return `${from}/ never imports ${to}/`;
  if (from === 'renderer' && to !== 'renderer' && !PROTOCOL.test(target) && !SHARED_FACTS.test(target)) {
    return 'renderer/ imports protocol files and engine/wasm/spec/ only';
  }
  if (PROTOCOL.test(source) && !PROTOCOL.test(target) && !SHARED_FACTS.test(target) && !isTest(source)) {
    return 'protocol files, which the window shares, import only each other and engine/wasm/spec/';
  }
  if (under(target, 'main/shell/electron') && !under(source, 'main/shell/electron')) {
    return 'only main/shell/electron/ knows Electron';
  }
  if (isTest(target) && !isTest(source)) return 'the program never imports what is made for tests';
  if (isTest(source) || from !== to) return undefined;
  if (from === 'main') return layerViolation('main', MAIN_LAYERS, mainRoom(source), mainRoom(target));
  if (from === 'renderer')
    return layerViolation('renderer', RENDERER_LAYERS, rendererRoom(source), rendererRoom(target));
  return engineViolation(source, target);
}

/** A room may import itself and those before it. */
function layerViolation(
  top: string,
  layers: readonly string[],
  from: string,
  to: string,
): string | undefined {
  for (const one of [from, to]) if (!layers.includes(one)) return `${top}/${one} is in no list of rooms`;
  return layers.indexOf(to) > layers.indexOf(from) ? `${top}/${from} never imports ${top}/${to}` : undefined;
}

function mainRoom(file: string): string {
  if (file === 'main/launcher.ts' || file === 'main/state-slices.ts') return 'launcher';
  const [, first = '', second = '', ...rest] = file.split('/');
  if (second === '') return 'base';
  return first === 'shell' && rest.length > 0 ? `shell/${second}` : first;
}

function rendererRoom(file: string): string {
  if (file === 'renderer/zod-setup.ts') return 'zod-setup';
  const [, first = '', second = ''] = file.split('/');
  if (second === '') return 'window';
  return first === 'views' ? `views/${second}` : first;
}

/** Between the rooms inside `folder`. */
function roomViolation(folder: string, source: string, target: string): string | undefined {
  const rooms = INNER_ROOMS[folder];
  if (rooms === undefined || !under(source, folder) || !under(target, folder)) return undefined;
  const [from, to] = [innerRoom(source, folder), innerRoom(target, folder)];
  if (from === to || to === '.') return undefined;
  return rooms[from]?.includes(to) ? undefined : `${folder}/${from}/ never imports ${folder}/${to}/`;
}

function engineViolation(source: string, target: string): string | undefined {
  const [from, to] = [room(source, 1), room(target, 1)];
  if (from !== to) {
    if (!ENGINE_ROOMS[from]?.includes(to)) return `engine/${from}/ never imports engine/${to}/`;
    if (from === 'session' && to === 'games') return sessionViolation(source, target);
    return undefined;
  }
  if (from === 'games') return gamesViolation(source, target);
  if (from !== 'wasm') return roomViolation(`engine/${from}`, source, target);
  const [lower, upper] = [wasmLayer(source), wasmLayer(target)];
  return upper > lower ? `engine/wasm/: ${WASM_LAYERS.join(' <- ')}, imports point to the left` : undefined;
}

function sessionViolation(source: string, target: string): string | undefined {
  if (GAMES_OF_SESSION.test(target)) return undefined;
  if (target === LAUNCH_REQUEST && PROTOCOL.test(source)) return undefined;
  return 'engine/session/ knows games by engine/games/game-adapter.ts, index.ts and messages.ts only';
}

/** A game is one folder: only the list of games imports it. */
function gamesViolation(source: string, target: string): string | undefined {
  const [from, to] = [innerRoom(source, 'engine/games'), innerRoom(target, 'engine/games')];
  if (from === to || to === '.' || source === 'engine/games/index.ts') return undefined;
  if (to === 'common' && from !== '.') return undefined;
  return `engine/games/: a game's folder is imported by index.ts only, and common/ by the games`;
}

function packageViolation({ source, target }: Import): string | undefined {
  if (isTest(source)) return undefined;
  const name = target.split('/', target.startsWith('@') ? 2 : 1).join('/');
  if (name === 'electron' && !under(source, 'main/shell/electron')) {
    return 'only main/shell/electron/ imports electron';
  }
  if (under(source, 'engine/wasm') && !target.startsWith('node:')) {
    return 'engine/wasm/ is a library of its own and needs no package';
  }
  if (room(source, 0) === 'renderer' && target.startsWith('node:'))
    return 'renderer/ runs in a page, without Node';
  return undefined;
}

/** The public surface, engine/wasm/index.ts, stands above all layers; what a backend says of itself belongs to the lowest. */
function wasmLayer(file: string): number {
  if (SHARED_FACTS.test(file)) return 0;
  const index = WASM_LAYERS.indexOf(room(file, 2));
  return index < 0 ? WASM_LAYERS.length : index;
}

/** The room of a file inside `folder`; `.` for a file of the folder itself. */
function innerRoom(file: string, folder: string): string {
  const depth = folder.split('/').length;
  return file.split('/').length > depth + 1 ? room(file, depth) : '.';
}

const room = (file: string, depth: number) => file.split('/')[depth] ?? '';
const under = (file: string, folder: string) => file.startsWith(`${folder}/`);
/** Tests, and what exists for them alone: fixtures, doubles, test/. */
export const isTest = (file: string) => /(\.test|[/-]fixtures?|-double)\.tsx?$|^test\//.test(file);
