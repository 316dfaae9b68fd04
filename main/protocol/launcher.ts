import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { keptBackend } from '../../engine/session/messages.ts';
import { backendName, logLine, sessionEnd, sessionStats } from '../../engine/session/protocol.ts';
import { controlsChange, controlsState } from './controls.ts';
import { demoPlace, demosHome } from './demos.ts';
import { home, homeExport, homeFileName, saveSlot } from './homes.ts';
import { launchOptions, mapName } from './launch-options.ts';
import { addOnWarning as addOnWarningMessage } from './messages/add-ons.ts';
import { entryProblem } from './messages/library.ts';
import { message } from './messages.ts';
import { padMappings } from './pads.ts';
import { frameCost, pictureSettings, windowSize } from './picture.ts';
import { portChoice } from './port-choice.ts';
import { windowFacts } from './window-facts.ts';

/**
 * The contract between the window and main: one map of requests and one of events, from which both ends of both shells are
 * derived. Everything is validated on receipt.
 */
export const LAUNCHER_PROTOCOL_VERSION = 1;

export const settings = z.strictObject({
  backend: backendName,
  /**
   * smooth: sharp pixels with blended seams, as Chocolate Doom scales; soft: blended between pixels; integer: whole factors only;
   * nearest: no blending at any size.
   */
  scaling: z.enum(['smooth', 'soft', 'integer', 'nearest']),
  aspect: z.enum(['4:3', 'square', 'stretch']),
  /** How strong a game's palette flashes (pain, pick-ups, suits) are shown, 0 to 100. */
  flashes: z.number().int().min(0).max(100),
  /** Whether games start in full screen. */
  fullscreen: z.boolean(),
  overlay: z.boolean(),
  pauseOnBlur: z.boolean(),
  /** Whether Trapdoom asks once a day for a newer version; nothing else ever leaves this machine. */
  checkForUpdates: z.boolean(),
  /** Whether a game that wants the mouse for itself gets it: the pointer is gone until Escape. */
  grabMouse: z.boolean(),
  /** How loud all of a game is, 0 to 100; its own menu sets effects and music against each other. */
  volume: z.number().int().min(0).max(100),
  muted: z.boolean(),
  /** MiB of memory that a game's process may take; beyond, the game is ended. */
  memoryLimit: z.number().int().min(512).max(65_536),
  /** MiB that the folder of a game may hold; beyond, it is full to the game. */
  homeLimit: z.number().int().min(64).max(1_048_576),
  /** How pads without the standard layout are played. */
  padMappings,
  /** The frames of Woof. */
  picture: pictureSettings,
});
export type Settings = z.infer<typeof settings>;
export const settingsPatch = settings.partial();
export type SettingsPatch = z.infer<typeof settingsPatch>;

/** What a WAD holds that decides how it can be played; of a patch, nothing. */
export const wadContents = z.strictObject({
  /** Names of its maps, as `E1M1` or `MAP01`. */
  maps: z.array(z.string().max(8)).max(256),
  /** Whether it has sections of sprites or flats, which are what merging is for. */
  sections: z.boolean(),
  /** Its DEHACKED lumps; `invalid` if the game would refuse one of them. */
  dehacked: z.enum(['none', 'valid', 'invalid']),
});
export type WadContents = z.infer<typeof wadContents>;

export const libraryEntry = z.strictObject({
  /** SHA-256 of the content, hexadecimal. */
  id: z.string(),
  title: z.string(),
  /** `iwad`: a whole game; add-ons are `pwad`, a WAD, and `patch`, a DeHackEd patch. */
  kind: z.enum(['iwad', 'pwad', 'patch']),
  /** Which game module plays it. */
  game: z.enum(['doom', 'heretic', 'hexen', 'strife']),
  path: z.string(),
  bytes: z.number(),
  lumps: z.number(),
  contents: wadContents,
  /** Came with Trapdoom: cannot be removed. */
  bundled: z.boolean(),
  /** Why it cannot be played now: its file is gone, or its game is not supported yet. */
  problem: entryProblem.optional(),
});
export type LibraryEntry = z.infer<typeof libraryEntry>;

/** A game, add-ons in load order, and which of them are merged into the game's sections instead of put after it. */
export const gameChoice = z.strictObject({
  iwad: z.string(),
  pwads: z.array(z.string()).max(255).default([]),
  merge: z.array(z.string()).max(255).default([]),
  /** The source port that the player has chosen. Absent: the load order decides. */
  port: sourcePort.optional(),
  options: launchOptions.optional(),
});
export type GameChoice = z.infer<typeof gameChoice>;

/** What the player has chosen of how a load order is played. What is absent is decided by the load order, or is the game's default. */
export const ownChoice = gameChoice.pick({ port: true, options: true });
export type OwnChoice = z.infer<typeof ownChoice>;
/** A game and its add-ons, however they are played. */
export const playedFiles = gameChoice.omit({ port: true, options: true });
export type PlayedFiles = z.infer<typeof playedFiles>;

/** What the player should know of an add-on in a load order. */
export const addOnWarning = z.strictObject({ id: z.string(), warning: addOnWarningMessage });
export type AddOnWarning = z.infer<typeof addOnWarning>;

/** What the player is told of a load order. The warnings are those that hold for the port that is chosen. */
export const loadCheck = z.strictObject({ warnings: z.array(addOnWarning), choice: portChoice });
export type LoadCheck = z.infer<typeof loadCheck>;

export const addResult = z.union([
  z.strictObject({ ok: z.literal(true), entry: libraryEntry, already: z.boolean() }),
  z.strictObject({ ok: z.literal(false), file: z.string(), reason: message }),
]);
export type AddResult = z.infer<typeof addResult>;

export const sessionState = z.strictObject({
  id: z.number().int(),
  iwad: z.string(),
  pwads: z.array(z.string()),
  /** The source port that plays; absent where a module of the player's own does. */
  port: sourcePort.optional(),
  /** The backend that runs, and why the game has not moved to the one of the settings. */
  backend: backendName,
  keptBackend: keptBackend.optional(),
  status: z.enum(['starting', 'running', 'ended']),
  title: z.string(),
  /** False where the module that plays takes no keys that are known here. */
  keys: z.boolean().optional(),
  /** What the session is for: a game by default. */
  plays: z.enum(['game', 'recording', 'demo', 'timing']).optional(),
  /** Present once ended. */
  end: sessionEnd.optional(),
});
export type SessionState = z.infer<typeof sessionState>;

export const launcherState = z.strictObject({
  protocol: z.literal(LAUNCHER_PROTOCOL_VERSION),
  /** The number of the newest changes that are in it. */
  revision: z.number().int().min(0),
  version: z.string(),
  shell: z.strictObject({
    kind: z.enum(['electron', 'browser']),
    /** Whether `wad.open` can show the system's own file dialog; otherwise the page picks files and uploads them. */
    fileDialogs: z.boolean(),
    /** Whether a dropped file has a path (`wad.addPaths`), or must be uploaded. */
    filePaths: z.boolean(),
  }),
  /** What the player should know: no sandbox as root, settings restored from the backup … */
  notices: z.array(message),
  library: z.array(libraryEntry),
  settings,
  /** What games are played on, where it is not Chocolate Doom; `keys`: whether it takes the keys that Doom has. */
  module: z.strictObject({ name: z.string(), keys: z.boolean() }).nullable(),
  /** The running or the last session. */
  session: sessionState.nullable(),
});
export type LauncherState = z.infer<typeof launcherState>;

/**
 * What has changed of the launcher's state: only the slices that differ. `state` returns the whole state. Changes are numbered by the
 * state's `revision`, so that a window which missed one notices it and asks for the whole state.
 */
export const stateChanges = z.strictObject({
  revision: launcherState.shape.revision,
  notices: launcherState.shape.notices.optional(),
  /** The settings that have other values now. */
  settings: settingsPatch.optional(),
  module: launcherState.shape.module.optional(),
  session: launcherState.shape.session.optional(),
  library: z
    .strictObject({
      /** Ids of entries that are gone, or come back in another place. They are removed first. */
      removed: z.array(z.string()),
      /** Entries that are new, which go to the end, or that replace the entry with their id. */
      changed: launcherState.shape.library,
    })
    .optional(),
});
export type StateChanges = z.infer<typeof stateChanges>;
export type LibraryChanges = NonNullable<StateChanges['library']>;

/** How a session begins: at the title screen, in a saved game, recording a demo, or showing one. */
export const sessionStart = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('title') }),
  /** `slot` as the game counts them, from 0. */
  z.strictObject({ kind: z.literal('save'), slot: saveSlot }),
  z.strictObject({
    kind: z.literal('record'),
    /** What the demo is to be called; another number is added to a name that is taken. */
    name: z.string().max(100),
    map: mapName,
    /** 1 to 5, as players count. */
    skill: z.number().int().min(1).max(5),
    /** Records turns as finely as the mouse makes them; Doom 1.9 does not play such demos, Chocolate Doom does. */
    longtics: z.boolean(),
  }),
  /** `time`: as fast as it goes, and without sound. */
  z.strictObject({ kind: z.literal('demo'), place: demoPlace, time: z.boolean().default(false) }),
]);
export type SessionStart = z.infer<typeof sessionStart>;

const nothing = z.undefined();

/** What became of a file that was handed out. */
export const savedFile = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('saved'), path: z.string() }),
  /** The browser shell hands the file over as a download. */
  z.strictObject({ kind: z.literal('download'), name: z.string(), bytes: z.instanceof(Uint8Array) }),
  /** A large file, which the page downloads from this path of its own origin. The path works once. */
  z.strictObject({
    kind: z.literal('link'),
    name: z.string(),
    href: z.string().regex(/^\/download\/[0-9a-f]{64}$/),
  }),
  z.strictObject({ kind: z.literal('cancelled') }),
]);
export type SavedFile = z.infer<typeof savedFile>;

const inHome = z.strictObject({ home: z.string().max(255), file: homeFileName });

/** Requests from the window: name -> [argument, answer]. A refused request rejects with a message for the player. */
export const launcherRequests = {
  state: [nothing, launcherState],
  /**
   * Starts a session (ending a running one); the window gets a player port by the shell's own means. A port or options that the choice
   * does not name are those that `choice.write` stored.
   */
  play: [
    z.strictObject({ ...gameChoice.shape, start: sessionStart.default({ kind: 'title' }) }),
    sessionState,
  ],
  /** What the player has chosen of how a load order is played: stored, so that each start of it has it again. */
  'choice.read': [playedFiles, ownChoice],
  /** Replaces what was chosen. A choice of nothing removes it. */
  'choice.write': [z.strictObject({ of: playedFiles, ...ownChoice.shape }), ownChoice],
  stop: [nothing, nothing],
  restart: [nothing, sessionState],
  /** Checks whether the library's files are there and unchanged. What has changed comes as `changes`. */
  'library.refresh': [nothing, nothing],
  'wad.open': [nothing, z.array(addResult)],
  'wad.addPaths': [z.array(z.string()).max(10_000), z.array(addResult)],
  'wad.upload': [z.strictObject({ name: z.string().max(255), bytes: z.instanceof(Uint8Array) }), addResult],
  'wad.remove': [z.string(), nothing],
  /** Looks what plays a game and its add-ons, and whether they fit each other. */
  'wad.check': [gameChoice, loadCheck],
  'settings.update': [settingsPatch, settings],
  /** What frames took on this machine, of each backend and resolution. */
  'picture.costs': [nothing, z.array(frameCost)],
  /** The size of the part of the window that shows games. */
  'picture.window': [windowSize, nothing],
  /** What a game is played by: its own configuration, which the editor shows and changes. */
  'controls.read': [gameChoice, controlsState],
  'controls.write': [z.strictObject({ of: gameChoice, ...controlsChange.shape }), controlsState],
  /** For a page that the browser keeps from it: puts the window in full screen or out of it. Returns whether it is, or is about to be, in it. */
  'window.fullscreen': [z.boolean(), z.boolean()],
  diagnostics: [
    nothing,
    z.strictObject({
      stats: sessionStats.nullable(),
      /** The newest 10,000 lines, oldest first, of at most two million characters. */
      log: z.array(logLine),
      end: sessionEnd.nullable(),
      versions: z.record(z.string(), z.string()),
    }),
  ],
  /** The argument is null where the window could not find out about itself. */
  'diagnostics.export': [windowFacts.nullable(), savedFile],
  /** Saved games, screenshots and configurations, of each game and load order; the one that was played last comes first. */
  homes: [nothing, z.array(home)],
  /** A PNG of a screenshot, or of the screen as a save was made; null where there is none. */
  'home.picture': [inHome, z.instanceof(Uint8Array).nullable()],
  /** One file, or all of a home as a zip: the event `export` tells how far it is. */
  'home.export': [inHome.partial({ file: true }), savedFile],
  /** Ends the packing of a home; its `home.export` is answered with `cancelled`. */
  'home.cancelExport': [z.string().max(255), nothing],
  /** Puts a saved game from elsewhere into a free slot, and answers which. */
  'home.import': [
    z.strictObject({ home: z.string().max(255), name: z.string().max(255), bytes: z.instanceof(Uint8Array) }),
    z.strictObject({ slot: z.number().int() }),
  ],
  /** Moves a saved game or a screenshot into the trash; `home.restore` brings it back by this id. */
  'home.delete': [inHome, z.strictObject({ id: z.string() })],
  'home.restore': [z.strictObject({ home: z.string().max(255), id: z.string().max(64) }), nothing],
  /** Demos and finished levels, of each home, and of games that were not played yet. */
  demos: [nothing, z.array(demosHome)],
  /** Keeps a demo that comes from elsewhere with a game: where the source port that would play plays it, or else another that does. */
  'demo.import': [
    z.strictObject({
      ...gameChoice.shape,
      name: z.string().max(255),
      bytes: z.instanceof(Uint8Array),
    }),
    inHome.extend({ port: sourcePort }),
  ],
  /** Keeps the picture that the running game shows. */
  screenshot: [nothing, inHome],
} as const satisfies Record<string, readonly [z.ZodType, z.ZodType]>;

export type LauncherRequests = typeof launcherRequests;
export type LauncherRequestName = keyof LauncherRequests;
export type RequestArgument<N extends LauncherRequestName> = z.input<LauncherRequests[N][0]>;
export type RequestAnswer<N extends LauncherRequestName> = z.output<LauncherRequests[N][1]>;

/** Events to the window: name -> payload. */
export const launcherEvents = {
  /** Library, settings, notices, module or session changed. */
  changes: stateChanges,
  stats: sessionStats,
  log: z.array(logLine),
  /** Files of a home have changed. */
  homes: z.strictObject({ home: z.string() }),
  /** A home is being packed. */
  export: homeExport,
  /** Something that the player must know now, whatever is shown. */
  message: z.strictObject({ kind: z.enum(['error', 'info']), message }),
  /** The window went in full screen or out of it by other means than its page's; only where the page is not told by the browser. */
  fullscreen: z.boolean(),
} as const satisfies Record<string, z.ZodType>;
export type LauncherEvents = typeof launcherEvents;
export type LauncherEventName = keyof LauncherEvents;
export type EventPayload<N extends LauncherEventName> = z.output<LauncherEvents[N]>;
