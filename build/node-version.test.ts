import { expect, it } from 'vitest';
import { nodeProblem } from './node-version.mjs';

it.each(['18.20.8', '20.18.3', '16.0.0'])('Node %s is refused, naming what is needed', (version) => {
  expect(nodeProblem(version)).toMatch(/needs Node\.js 20\.19 or newer/);
});

it.each(['20.19.0', '20.20.2', '22.1.0', '24.0.0'])('Node %s will do', (version) => {
  expect(nodeProblem(version)).toBeUndefined();
});
