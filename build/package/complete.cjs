'use strict';
/*
 * What npm runs after it has installed Trapdoom. npm takes a full disk for a warning, and leaves files that are cut off; if this script
 * fails, npm removes all that it has installed. It is called as a function, so that an empty file fails, too.
 */
const { readFileSync, statSync } = require('node:fs');
const path = require('node:path');

/** Ends with status 1 and one line if a file is not of the size that it was packed with, or native code does not load. */
exports.check = () => {
  const root = path.dirname(__dirname);
  try {
    const files = JSON.parse(readFileSync(path.join(__dirname, 'files.json'), 'utf8'));
    for (const [name, size] of Object.entries(files)) {
      const found = statSync(path.join(root, name), { throwIfNoEntry: false });
      if (found === undefined || found.size !== size) throw new Error(`${name} is not whole`);
    }
    require('@napi-rs/canvas');
    require.resolve('wabt');
  } catch (error) {
    const [reason] = String(error).split('\n');
    console.error(`Trapdoom could not be installed: ${reason}. Is the disk full?`);
    process.exitCode = 1;
  }
};
