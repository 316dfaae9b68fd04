import { parseArgs } from 'node:util';
import { runTimedemo } from '../../../engine/offline/timedemo.ts';
import { woofConfiguration } from './configuration.ts';
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
const costs = new FrameCosts();
const { gametics } = runTimedemo(
  {
    module,
    resources: resource,
    wad,
    demo,
    backend: values.backend as Parameters<typeof runTimedemo>[0]['backend'],
    ...(height !== undefined && { home: { 'woof.cfg': woofConfiguration(Number(height)) } }),
  },
  costs,
);
console.log(JSON.stringify({ gametics, ...costs.result() }));
