import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { Engine } from '../../../engine/wasm/index.ts';
import { INSTRUCTIONS, type Instruction } from '../../../engine/wasm/spec/opcodes.ts';
import { Campaign } from '../campaign.ts';
import { commonFeatures, SUBJECTS } from '../compare.ts';
import { judgeNamed, judgeValid } from '../judge.ts';
import { difference, outcomeOn } from '../outcome.ts';
import { instructionsOf, likeOf, mistaking } from '../planted.ts';
import { expectedIn, moduleInText, saveFinding } from '../text.ts';
import { drillBytes, drillModule, drillsOfAll } from './drill.ts';

const FEATURES = commonFeatures(Engine.backends);
const SWEEP = drillsOfAll(FEATURES);
const moduleOf = (number: number) => drillModule(drillBytes(number), number, FEATURES);
const named = (mnemonic: string) => INSTRUCTIONS.find((row) => row.mnemonic === mnemonic)!;

it('one sweep of drills has every instruction of the table', () => {
  const seen = new Map<Instruction, number>();
  for (let number = 0; number < SWEEP; number++) {
    for (const { row } of instructionsOf(moduleOf(number))) seen.set(row, (seen.get(row) ?? 0) + 1);
  }
  const missing = INSTRUCTIONS.filter((row) => (seen.get(row) ?? 0) === 0);
  expect(missing.map(({ mnemonic }) => mnemonic)).toEqual([]);
});

it('an instruction that is taken for another is found by some sweeps of drills', {
  timeout: 600_000,
}, () => {
  const missed = new Set(INSTRUCTIONS.filter((row) => likeOf(row) !== undefined));
  expect(missed.size).toBeGreaterThan(340);
  for (let number = 0; number < 12 * SWEEP && missed.size > 0; number++) {
    const module = moduleOf(number);
    if (!instructionsOf(module).some(({ row }) => missed.has(row))) continue;
    const right = outcomeOn('interpreter', module);
    for (const row of new Set(instructionsOf(module).map(({ row }) => row))) {
      if (!missed.has(row)) continue;
      const wrong = mistaking('interpreter', row, likeOf(row)!).run(module);
      if (difference(right, wrong) !== undefined) missed.delete(row);
    }
  }
  expect([...missed].map(({ mnemonic }) => mnemonic)).toEqual([]);
});

it('what is found becomes a small test, which fails for as long as the defect is there', {
  timeout: 600_000,
}, async () => {
  const faulty = [mistaking('singlepass', named('i32.rotl'), named('i32.rotr')), ...SUBJECTS.slice(1)];
  const campaign = new Campaign(1, faulty);
  for (let number = 0; campaign.findings.length === 0 && number < 3 * SWEEP; number++) {
    await campaign.run('drill', number, 60_000);
  }
  const [finding] = campaign.findings;
  const folder = await mkdtemp(path.join(tmpdir(), 'trapdoom-findings-'));
  try {
    const judge = (bytes: Uint8Array) => campaign.judge('drill', bytes);
    const file = await saveFinding(folder, finding!, judge);
    expect(file).toBe(path.join(folder, `${finding!.name}.wat`));
    const text = await readFile(file!, 'utf8');
    // One function of one instruction, and its operands.

    expect(text).toContain('i32.rotl');
    expect(text.match(/^ {2}\(func /gm)).toHaveLength(1);
    expect(text.split('\n').length).toBeLessThan(25);

    const module = await moduleInText(text);
    expect(judge(module).kind).toBe('found');
    expect(judgeNamed(path.basename(file!), module)).toEqual({ kind: 'same', text: '' });
    const expected = expectedIn(text);
    expect(expected).toHaveLength(1);
    for (const { run } of SUBJECTS) expect(run(module)).toEqual(expect.arrayContaining(expected));
    expect(faulty[0]!.run(module)).not.toEqual(expect.arrayContaining(expected));

    // Somebody may have written into it.
    expect(await saveFinding(folder, finding!, judge)).toBeUndefined();
    expect(await readFile(file!, 'utf8')).toBe(text);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('a module is found wrong whatever the backend with the defect is', () => {
  const text = moduleOf(12);
  expect(judgeValid(text).kind).toBe('same');
  for (const backend of Engine.backends) {
    const row = instructionsOf(text).find(({ row }) => row.mnemonic === 'i64.add')!.row;
    const subjects = SUBJECTS.map((one) =>
      one.backend === backend ? mistaking(backend, row, named('i64.sub')) : one,
    );
    expect(judgeValid(text, subjects).kind).toBe('found');
  }
});
