#!/usr/bin/env node
'use strict';
/* The command `trapdoom` of an installed Trapdoom. It is written so that an old Node.js can read it, too, and say what is needed. */
const version = process.versions.node;
const [major, minor] = version.split('.').map(Number);
if (major > 20 || (major === 20 && minor >= 19)) {
  const program = '../dist/main/trapdoom.js';
  import(program).catch((error) => {
    console.error(`Trapdoom could not start: ${error.message}. Install Trapdoom again.`);
    process.exitCode = 1;
  });
} else {
  console.error(`Trapdoom needs Node.js 20.19 or newer; this is ${version} (${process.execPath}).`);
  process.exitCode = 1;
}
