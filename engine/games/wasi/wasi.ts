import { bytesBesideIwad, commandLine, programName } from '../common/command-line.ts';
import { HOME_DIRECTORY, TEMPORARY_DIRECTORY, WADS_DIRECTORY } from '../common/directories.ts';
import { DOOM_RULES } from '../common/doom-rules.ts';
import { glueProblem } from '../common/glue.ts';
import { identifyFiles } from '../common/identify-files.ts';
import { ModuleReader } from '../common/module-facts.ts';
import { mapsAreNumbered, wadGrants } from '../common/wad-grants.ts';
import { type GameAdapter, type ModuleFacts, type Recognition, SessionRefused } from '../game-adapter.ts';
import { ProgramFolder, usualNames, WadSearch } from './wad-search.ts';

/**
 * Any other program of WASI, or of WASI and SDL. It may be a Doom that no other adapter knows. So it gets WADs by the switches and under
 * the names that Dooms have, and its end is read as theirs. A search counts the WADs that it looks for in vain.
 */
export const wasi = {
  ...DOOM_RULES,
  needsWad: false,
  hasDoomKeys: false,
  takesArguments: true,
  showsFrames: false,
  recognise: (module: ModuleFacts, file: string): Recognition => {
    const facts = new ModuleReader(module);
    const glue = glueProblem(module, file, facts.startable);
    if (glue !== undefined) throw new SessionRefused(glue);
    if (!facts.startable) throw new SessionRefused({ code: 'module-without-start', params: { file } });
    if (!facts.importsSdl) return { abi: 'wasi', title: 'WebAssembly program', loop: 'command', missing: [] };
    const loop = facts.loopOf(DOOM_RULES.frames.entry);
    return { abi: 'sdl', title: 'SDL program', loop, missing: [] };
  },
  identify: identifyFiles,
  open: (kit, { game: { title }, request, files }) => {
    const [iwad] = request.wads;
    const numbered = mapsAreNumbered(request);
    const grants = wadGrants(request, numbered);
    const search = new WadSearch(
      (missing) => kit.notice('log', missing),
      (problem) => kit.fail(problem),
    );
    // Under usual names too.
    const wads = kit.files([...grants, ...usualNames(grants, numbered)]);
    const home = new ProgramFolder(kit.home(), wads, search);
    const addedBytes = bytesBesideIwad(files);
    const host = kit.wasi({
      args:
        iwad === undefined
          ? [programName(title), ...request.args]
          : commandLine(title, grants, { ...request, addedBytes }),
      env: { HOME: HOME_DIRECTORY, DOOMWADDIR: WADS_DIRECTORY },
      grants: new Map([
        [HOME_DIRECTORY, home],
        // What programs name without a directory is in their home too.
        ['/', home],
        [TEMPORARY_DIRECTORY, kit.temporary()],
        [WADS_DIRECTORY, new ProgramFolder(wads, wads, search)],
        // Older C libraries look for a path without a directory below this one only.
        ['.', home],
      ]),
    });
    return {
      hosts: [host, kit.sdl({ altEnter: false, prefPath: `${HOME_DIRECTORY}/` })],
      problem: () => search.problem,
    };
  },
} satisfies GameAdapter;
