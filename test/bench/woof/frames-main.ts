import { parseArgs } from 'node:util';
import { runTimedemo } from '../../../engine/offline/timedemo.ts';
import { FrameCosts } from './frame-costs.ts';

/** A timed demo in a process of its own: prints one JSON object of what its frames cost. Frames are not hashed. */
const { values } = parseArgs({
  options: {
    module: { type: 'string', default: '' },
    resource: { type: 'string', multiple: true, default: [] },
    wad: { type: 'string', default: '' },
    demo: { type: 'string', default: '' },
    backend: { type: 'string', default: '' },
    height: { type: 'string' },
  },
});
const { module, resource, wad, demo, height } = values;
// Woof! lowers its resolution where frames take long by the clock. Here each takes as long as the others.
const configuration = `current_video_height ${height}\nwidescreen 0\ndynamic_resolution 0\n`;
const costs = new FrameCosts();
const { gametics } = runTimedemo(
  {
    module,
    resources: resource,
    wad,
    demo,
    backend: values.backend as Parameters<typeof runTimedemo>[0]['backend'],
    ...(height !== undefined && { home: { 'woof.cfg': configuration } }),
  },
  costs,
);
console.log(JSON.stringify({ gametics, ...costs.result() }));
