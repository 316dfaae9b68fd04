import { parseArgs } from 'node:util';
import { type Peer, playTimedemo } from './doom.ts';
import { polywasm } from './polywasm.ts';
import { wasm2js } from './wasm2js.ts';

/** The timed demo in a process of its own, on another engine: prints one JSON object, as `trapdoom timedemo --json` does. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      peer: { type: 'string', default: '' },
      module: { type: 'string', default: '' },
      translation: { type: 'string', default: '' },
      wad: { type: 'string', default: '' },
      demo: { type: 'string', default: '' },
    },
  });
  const { module, wad, demo, translation } = values;
  const peers: Record<string, Peer> = { polywasm, wasm2js: wasm2js(translation) };
  const peer = peers[values.peer];
  if (peer === undefined) throw new Error(`there is no peer “${values.peer}”`);
  console.log(JSON.stringify(await playTimedemo({ module, wad, demo }, peer)));
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? `${error.name}: ${error.message}` : String(error));
  process.exitCode = 1;
}
