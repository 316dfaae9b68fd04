import path from 'node:path';
import { sourcePortFacts } from '../../engine/games/source-port-facts.ts';
import {
  BACKEND_CHOICE,
  type Command,
  CommandLineError,
  GAME_CHOICE,
  parse,
  parseBackend,
  parseGame,
} from './command.ts';
import { findWad, portModule, programPaths, resourcesBeside } from './files.ts';

export const timedemo: Command = {
  name: 'timedemo',
  usage: `--wad FILE.wad [--demo demo1] [--game ${GAME_CHOICE}] [--backend ${BACKEND_CHOICE}] [--sound] [--switch-every N] [--json]`,
  summary: 'plays a recorded demo as fast as it goes and hashes every frame',
  details: [
    '  --game  the source port that plays: Chocolate Doom, or Woof!',
    '  --sound  plays effects and music too, and hashes every sample; else the game has no sound device',
    '  --switch-every N  moves the running game to the next backend after each N frames, round all of them',
    'Every backend and every run give the same hashes.',
  ].join('\n'),
  async run(args, out, guests) {
    const { values } = parse({
      args: [...args],
      options: {
        wad: { type: 'string' },
        demo: { type: 'string', default: 'demo1' },
        game: { type: 'string' },
        backend: { type: 'string' },
        sound: { type: 'boolean', default: false },
        'switch-every': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.wad === undefined)
      throw new CommandLineError('--wad is missing: the game whose demo is played.');
    const backend = parseBackend(values.backend);
    const port = parseGame(values.game);
    const paths = programPaths();
    const wad = findWad(values.wad, paths.wads);
    const switchEvery = parseFrames(values['switch-every']);
    const { demo, sound } = values;
    const module = portModule(paths, port);
    const resources = resourcesBeside(module);
    const request = { module, resources, wad, demo, backend, sound, switchEvery };
    const result = await guests('timedemo', request, { line: () => {} }).catch(async (error: unknown) => {
      await checkDemo(wad, demo);
      throw error;
    });
    if (values.json) {
      out.line(JSON.stringify(result));
      return 0;
    }
    const { gametics, frames, seconds, framesPerSecond, firstFrameMs, hash } = result;
    out.line(`${path.basename(wad)} ${values.demo}, played by ${sourcePortFacts(port).title} on ${backend}:`);
    out.line(
      `${gametics} gametics, ${frames} frames in ${seconds.toFixed(2)} s: ${framesPerSecond.toFixed(1)} a second`,
    );
    out.line(`first frame after ${firstFrameMs.toFixed(0)} ms`);
    if (result.switches !== undefined) out.line(`moved to another backend ${result.switches} times`);
    out.line(`frames’ hash ${hash}`);
    if (result.audioHash !== undefined)
      out.line(
        `sound’s hash ${result.audioHash}, peak ${result.audioPeak}, ${result.audioMsPerTic?.toFixed(2)} ms a frame`,
      );
    return 0;
  },
};

/** A number of frames, 1 at least; undefined where none is given. */
function parseFrames(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const frames = Number(text);
  if (!/^\d+$/.test(text) || frames < 1 || !Number.isSafeInteger(frames))
    throw new CommandLineError('--switch-every takes a number of frames from 1.');
  return frames;
}

/** The game ends with an error of its own for a missing demo. This one says which there are. */
async function checkDemo(wad: string, demo: string): Promise<void> {
  // Not needed where the demo is played.
  const { readWad } = await import('../library/files/wad.ts');
  const { lumps } = await readWad(wad);
  if (lumps.some(({ name }) => name === demo.toUpperCase())) return;
  const demos = lumps.filter(({ name }) => /^DEMO\d+$/.test(name)).map(({ name }) => name.toLowerCase());
  const there = demos.length > 0 ? `It has ${demos.join(', ')}.` : 'It has none.';
  throw new Error(`${path.basename(wad)} has no demo “${demo}”. ${there}`);
}
