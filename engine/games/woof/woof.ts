import path from 'node:path';
import { HOME_DIRECTORY, TEMPORARY_DIRECTORY, WADS_DIRECTORY } from '../common/directories.ts';
import { TICS_PER_SECOND } from '../common/doom-rules.ts';
import { glueProblem } from '../common/glue.ts';
import { identifyFiles } from '../common/identify-files.ts';
import { LevelStatistics } from '../common/level-statistics.ts';
import { ModuleReader } from '../common/module-facts.ts';
import { mapsAreNumbered, wadGrants } from '../common/wad-grants.ts';
import type { FrameEntry, GameAdapter } from '../game-adapter.ts';
import { sourcePortFacts } from '../source-ports.ts';
import { PROGRAM, PROGRAM_DIRECTORY, RESOURCES_DIRECTORY, woofCommandLine } from './command-line.ts';
import { readWoofEnd, WOOF_ERROR_OUTPUT, WOOF_TIMED_DEMO } from './ends.ts';
import { WoofFrameLines } from './frame-lines.ts';

const { configuration, title } = sourcePortFacts('woof');

/** What the loop of `D_DoomMain` calls for each frame. Our builds ask for the 64-bit ticks in front of it, and nowhere else. */
const ENTRY: FrameEntry = {
  functions: ['TryRunTics', 'D_Display'],
  leftIn: 'SDL_GetTicks64',
  leftAfterFrame: false,
};

/** Woof!: a program of WASI, SDL and OpenAL, which plays what was made for Boom, MBF and MBF21. */
export const woof: GameAdapter = {
  needsWad: true,
  hasDoomKeys: true,
  takesArguments: true,
  showsFrames: true,
  frames: {
    perSecond: TICS_PER_SECOND,
    anyRate: { flag: 'uncapped', steps: 'gametic' },
    entry: ENTRY,
  },
  files: {
    // `woofsav0.dsg` to `woofsav77.dsg`: `G_SaveGameName` takes seven characters that a patch may change.
    save: /^(?:.{0,7}\d{1,2}|autosave)\.dsg$/i,
    draft: /\.dsg$/i,
    screenshot: /^woof\d{4}\.png$/i,
    demo: /\.lmp$/i,
    configuration,
  },
  errorOutput: WOOF_ERROR_OUTPUT,
  timedRun: WOOF_TIMED_DEMO,
  statistics: () => new LevelStatistics(),
  readEnd: readWoofEnd,
  frameLines: () => new WoofFrameLines(),
  recognise: (module, file) => {
    const facts = new ModuleReader(module);
    if (!facts.startable || !facts.importsSdl || glueProblem(module, file, true) !== undefined)
      return undefined;
    // Woof! makes the name of its configuration file from its own, and names its data in one piece.
    if (!facts.mentions(`${PROGRAM}.pk3 not found`)) return undefined;
    return { abi: 'woof', title, loop: facts.loopOf(ENTRY), missing: [] };
  },
  identify: identifyFiles,
  open: (kit, { request }) => {
    const { merge = [], resources = [], music } = request;
    if (music === 'off') kit.notice('info', { code: 'music-off', params: {} });
    if (merge.length > 0)
      kit.log(`Loaded as they are, because Woof! does not merge WADs: ${merge.join(', ')}.`);
    const grants = wadGrants(request, mapsAreNumbered(request));
    const home = kit.home();
    const wasi = kit.wasi({
      args: woofCommandLine(grants, request),
      env: { HOME: HOME_DIRECTORY },
      grants: new Map([
        [HOME_DIRECTORY, home],
        // What games name without a directory, such as screenshots, is in their home too.
        ['/', home],
        [TEMPORARY_DIRECTORY, kit.temporary()],
        [WADS_DIRECTORY, kit.files(grants)],
        [RESOURCES_DIRECTORY, kit.files(resources.map((file) => [path.basename(file), file]))],
      ]),
      // Else errors open no message box, and lines have colours.
      errorTerminal: false,
    });
    const sdl = kit.sdl({
      altEnter: true,
      prefPath: `${HOME_DIRECTORY}/`,
      basePath: `${PROGRAM_DIRECTORY}/`,
    });
    return { hosts: [wasi, sdl, kit.openal()] };
  },
};
