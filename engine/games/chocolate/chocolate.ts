import { bytesBesideIwad, commandLine } from '../common/command-line.ts';
import { HOME_DIRECTORY, TEMPORARY_DIRECTORY, WADS_DIRECTORY } from '../common/directories.ts';
import { DOOM_RULES } from '../common/doom-rules.ts';
import { glueProblem } from '../common/glue.ts';
import { identifyFiles } from '../common/identify-files.ts';
import { LevelStatistics } from '../common/level-statistics.ts';
import { ModuleReader } from '../common/module-facts.ts';
import { mapsAreNumbered, wadGrants } from '../common/wad-grants.ts';
import { type GameAdapter, type LaunchRequest, refusing } from '../game-adapter.ts';
import { companionOf } from './companions.ts';
import { TIMED_DEMO } from './timed-demo.ts';

/** Chocolate Doom's four games, by the name of their configuration file, which the data of each contains. */
const TITLES = new Map([
  ['chocolate-doom.cfg', 'Doom'],
  ['chocolate-heretic.cfg', 'Heretic'],
  ['chocolate-hexen.cfg', 'Hexen'],
  ['chocolate-strife.cfg', 'Strife'],
]);

/** Chocolate Doom's games: programs of WASI and SDL, which our own builds let the session call for each frame. */
export const chocolate: GameAdapter = {
  ...DOOM_RULES,
  needsWad: true,
  hasDoomKeys: true,
  takesArguments: true,
  showsFrames: true,
  timedRun: TIMED_DEMO,
  statistics: () => new LevelStatistics(),
  recognise: (module, file) => {
    const facts = new ModuleReader(module);
    if (!facts.startable || !facts.importsSdl || glueProblem(module, file, true) !== undefined)
      return undefined;
    const title = [...TITLES].find(([file]) => facts.mentions(file))?.[1];
    if (title === undefined) return undefined;
    return { abi: 'chocolate', title, loop: facts.loopOf(DOOM_RULES.frames.entry), missing: [] };
  },
  identify: identifyFiles,
  open: (kit, { game, request, files }) => {
    if (request.music === 'off') kit.notice('info', { code: 'music-off', params: {} });
    const numbered = mapsAreNumbered(request);
    const grants = wadGrants(request, numbered, companion(request));
    const home = kit.home();
    const wasi = kit.wasi({
      args: commandLine(game.title, grants, { ...request, addedBytes: bytesBesideIwad(files) }),
      env: { HOME: HOME_DIRECTORY },
      grants: new Map([
        [HOME_DIRECTORY, home],
        // What games name without a directory, such as screenshots, is in their home too.
        ['/', home],
        [TEMPORARY_DIRECTORY, kit.temporary()],
        [WADS_DIRECTORY, kit.files(grants)],
      ]),
    });
    return { hosts: [wasi, kit.sdl({ altEnter: true, prefPath: `${HOME_DIRECTORY}/` })] };
  },
};

/** The patch that the IWAD wants, where it was found; without it the game itself reports that. */
function companion({ wads: [iwad], companion: given }: LaunchRequest) {
  const wanted = iwad === undefined ? undefined : refusing(iwad, () => companionOf(iwad));
  const found = given ?? wanted?.path;
  return wanted === undefined || found === undefined ? undefined : { ...wanted, path: found };
}
