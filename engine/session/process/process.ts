/** The engine process' entry: forked by the launcher, through either shell (see protocol.ts). */
import { connectParent, type ForkedProcess } from './endpoint.ts';
import { Supervisor } from './supervisor.ts';

// Bundled, both entries lie in dist/engine/, and shared chunks in a sibling folder: the path is the same from each.
const workerUrl = new URL('../engine/worker.js', import.meta.url);

// What a game stores is the player's alone (umask(2)).
process.umask(0o077);

new Supervisor(connectParent(process as unknown as ForkedProcess), workerUrl, () => process.exit(0));
