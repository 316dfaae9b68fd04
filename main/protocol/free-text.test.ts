import { expect, it } from 'vitest';
import { z } from 'zod';
import { codesOf } from '../../engine/messages/schema.ts';
import { controlEvent, playerEvent } from '../../engine/session/protocol.ts';
import { launcherEvents, launcherRequests } from './launcher.ts';
import { serverMessage } from './wire.ts';

/** Names of fields that would hold sentences. */
const SENTENCES = /^(text|message|reason|problem|notice|words|detail|label|group|locked)$/;

/** Fields that hold words which are not this program's own, or names that the window shows as they are. */
const ALLOWED = [
  // Log lines, and the errors of the engine library.
  'lines.text',
  'log.text',
  'trap.message',
  'trapped.detail',
  'host-failed.detail',
  'thread-failed.detail',
  'link-failed.detail',
  'backend-unfit.detail',
  'backend-refused.detail',
  'switch-failed.detail',
  'memory-refused.detail',
  'module-invalid.detail',
  'module-cannot-run.detail',
  'launcher-failed.detail',
  // What a schema says of a value.
  'invalid.detail',
  'request-invalid.detail',
  'answer-not-understood.detail',
  'event-not-understood.detail',
  'game-event-not-understood.detail',
  'engine-not-understood.detail',
  'launcher-not-understood.detail',
  // The operating system's words, the game's, and a line of the player's file.
  'system-error.text',
  'game-words.text',
  'game-hung.words',
  'line-strange.text',
  // What a deleted file is called.
  'trash.label',
  'trash-place-taken.label',
];

/** The fields of a schema that could hold sentences, each with the name of what holds it. */
function sentences(schema: unknown, name: string, field = ''): string[] {
  if (!(schema instanceof z.ZodType)) return [];
  const codes = codesOf(schema);
  if (codes !== undefined)
    return Object.entries(codes).flatMap(([code, params]) => sentences(params, code, code));
  if (schema instanceof z.ZodString) return SENTENCES.test(field) ? [`${name}.${field}`] : [];
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return sentences(schema.unwrap(), name, field);
  if (schema instanceof z.ZodArray) return sentences(schema.element, name, field);
  if (schema instanceof z.ZodUnion)
    return schema.options.flatMap((option: unknown) => sentences(option, name, field));
  if (schema instanceof z.ZodObject) {
    const holder = field === '' ? name : field;
    return Object.entries(schema.shape).flatMap(([key, value]) => sentences(value, holder, key));
  }
  return [];
}

it('no protocol has a field for sentences of this program (issue 11, 5)', () => {
  const schemas: readonly (readonly [name: string, schema: z.ZodType])[] = [
    ...Object.entries(launcherRequests).map(([name, [, answer]]) => [name, answer] as const),
    ...Object.entries(launcherEvents),
    ...Object.entries({ controlEvent, playerEvent, serverMessage }),
  ];
  const found = new Set(schemas.flatMap(([name, schema]) => sentences(schema, name)));
  expect([...found].filter((field) => !ALLOWED.includes(field)).sort()).toEqual([]);
  // The list only shrinks.
  expect(ALLOWED.filter((field) => !found.has(field))).toEqual([]);
});
