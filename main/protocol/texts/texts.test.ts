import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { wadProblems } from '../../../engine/games/messages.ts';
import { faults } from '../../../engine/messages/faults.ts';
import { codesOf, messageOf, none, type ParamSchemas } from '../../../engine/messages/schema.ts';
import { backendReasons, sessionMessages } from '../../../engine/session/messages.ts';
import { addOnWarnings, titleDemoProblems } from '../messages/add-ons.ts';
import { configProblems, controlsMessages } from '../messages/controls.ts';
import { demoMessages, demoProblems } from '../messages/demos.ts';
import { homeMessages, homeProblems, saveProblems } from '../messages/homes.ts';
import { libraryMessages, patchProblems } from '../messages/library.ts';
import { needs } from '../messages/needs.ts';
import { moduleProblems, playMessages } from '../messages/play.ts';
import { programMessages } from '../messages/program.ts';
import { documentProblems, storageMessages } from '../messages/storage.ts';
import { message, messageParams } from '../messages.ts';
import { addOnTexts, titleDemoTexts } from './add-ons.ts';
import { configProblemTexts } from './controls.ts';
import { demoProblemTexts } from './demos.ts';
import { faultTexts } from './faults.ts';
import { wadProblemTexts } from './games.ts';
import { homeProblemTexts, saveProblemTexts } from './homes.ts';
import { messageText, messageTexts } from './index.ts';
import { patchProblemTexts } from './library.ts';
import { needTexts } from './needs.ts';
import { moduleProblemTexts } from './play.ts';
import { backendReasonTexts } from './session.ts';
import { documentProblemTexts } from './storage.ts';

/** Values that a schema admits, as different as texts are to show. One of the strings is an error number that has words of its own. */
function values(schema: unknown): unknown[] {
  if (!(schema instanceof z.ZodType)) throw new Error('not a schema of this zod');
  const parts = codesOf(schema);
  if (parts !== undefined)
    return Object.entries(parts).flatMap(([code, params]) =>
      values(params).map((one) => ({ code, params: one })),
    );
  if (schema instanceof z.ZodString) return ['first', 'second', 'ENOSPC'];
  if (schema instanceof z.ZodNumber) return [1, 2, 3_000_000];
  if (schema instanceof z.ZodBoolean) return [true, false];
  if (schema instanceof z.ZodEnum) return schema.options;
  if (schema instanceof z.ZodOptional) return [...values(schema.unwrap()), undefined];
  if (schema instanceof z.ZodUnion) return schema.options.flatMap(values);
  if (schema instanceof z.ZodArray) return [values(schema.element), values(schema.element).slice(1)];
  if (schema instanceof z.ZodObject) {
    const shape = Object.entries(schema.shape).map(([key, value]) => [key, values(value)] as const);
    const base = Object.fromEntries(shape.map(([key, [first]]) => [key, first]));
    return [base, ...shape.flatMap(([key, all]) => all.slice(1).map((value) => ({ ...base, [key]: value })))];
  }
  throw new Error(`a schema of the type ${schema.type} is not known here`);
}

type Table = Readonly<Record<string, (params: never) => string>>;

const TABLES: readonly (readonly [name: string, codes: ParamSchemas, texts: Table])[] = [
  ['messages', messageParams, messageTexts],
  ['faults', faults, faultTexts],
  ['reasons for backends', backendReasons, backendReasonTexts],
  ['warnings about add-ons', addOnWarnings, addOnTexts],
  ['demos of the title screen', titleDemoProblems, titleDemoTexts],
  ['needs', needs, needTexts],
  ['problems of configurations', configProblems, configProblemTexts],
  ['problems of demos', demoProblems, demoProblemTexts],
  ['problems of homes', homeProblems, homeProblemTexts],
  ['problems of modules', moduleProblems, moduleProblemTexts],
  ['problems of patches', patchProblems, patchProblemTexts],
  ['problems of saved games', saveProblems, saveProblemTexts],
  ['problems of stored documents', documentProblems, documentProblemTexts],
  ['problems of WADs', wadProblems, wadProblemTexts],
];

/** Topics whose codes are all together `messageParams`. */
const TOPICS: readonly ParamSchemas[] = [
  sessionMessages,
  controlsMessages,
  demoMessages,
  homeMessages,
  libraryMessages,
  playMessages,
  programMessages,
  storageMessages,
];

describe.each(TABLES)('the texts of %s (issue 11, 5)', (_name, codes, texts) => {
  it('has one for each code, and none for another', () => {
    expect(Object.keys(texts).sort()).toEqual(Object.keys(codes).sort());
  });

  it.each(Object.keys(codes))('%s: shows each parameter', (code) => {
    const text = (params: unknown) => texts[code]!(params as never);
    const shape = Object.entries((codes[code] as z.ZodObject).shape);
    const base = Object.fromEntries(shape.map(([key, schema]) => [key, values(schema)[0]]));
    expect(text(base)).not.toMatch(/undefined|\[object|NaN|\s\s|\.\.$/);
    for (const [key, schema] of shape) {
      const different = new Set(values(schema).map((value) => text({ ...base, [key]: value })));
      for (const one of different) expect(one).not.toMatch(/undefined|\[object|NaN/);
      expect(different.size, `${code}: ${key}`).toBeGreaterThan(1);
    }
  });
});

describe('messages (issue 11, 5)', () => {
  it('have codes of their own in each topic', () => {
    const codes = TOPICS.flatMap((topic) => Object.keys(topic));
    expect(new Set(codes).size).toBe(codes.length);
    expect(codes.sort()).toEqual(Object.keys(messageParams).sort());
  });

  it('are sentences', () => {
    for (const [code, schema] of Object.entries(messageParams)) {
      const parsed = message.parse({ code, params: values(schema)[0] });
      expect(messageText(parsed)).toMatch(/^([“A-Zfs0-9].*([.!?]|: first|: “first”)|first)$/s);
    }
  });

  it('of an unknown code, or with other parameters, are refused', () => {
    const some = messageOf({ known: z.strictObject({ count: z.number() }), other: none });
    expect(some.safeParse({ code: 'known', params: { count: 1 } }).success).toBe(true);
    const problem = (value: unknown) => some.safeParse(value).error?.issues[0]?.message;
    expect(problem({ code: 'unknown', params: {} })).toContain('unknown code “unknown”');
    expect(problem({ code: 'toString', params: {} })).toContain('unknown code');
    expect(problem({ code: 'known', params: {} })).toMatch(/^known: count: /);
    expect(problem({ code: 'other', params: { more: 1 } })).toMatch(/^other: /);
    expect(problem({ code: 'other', params: {}, text: 'x' })).toContain('no code with parameters');
    expect(problem('other')).toContain('no code with parameters');
  });
});
