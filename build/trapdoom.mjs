#!/usr/bin/env node
// @ts-check
/** `npm run -s trapdoom -- ARGS`: the command line, after whatever setup is missing. Setup speaks on stderr only. */
import './node-version.mjs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { dist } from './paths.mjs';
import { command, setup } from './setup.mjs';

await command(async () => {
  await setup();
  const entry = path.join(dist, 'cli', 'index.js');
  process.argv[1] = entry;
  await import(pathToFileURL(entry).href);
  return Number(process.exitCode ?? 0);
});
