import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { DocumentProblem } from '../protocol/messages/storage.ts';

export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * How a document is stored, apart from how it is sent. A key may be added without a new version: a launcher keeps the keys that it does
 * not know. The version is raised only where a key gets another meaning or place.
 */
export interface DocumentFormat<T> {
  /** The version that this launcher writes, from 1. */
  readonly version: number;
  /** `migrations[n - 1]` makes a document of version n one of version n + 1. */
  readonly migrations: readonly ((document: JsonObject) => JsonObject)[];
  /**
   * The keys but `version`. A key with a default gets it where the value is missing or not understood. A document is understood only if
   * each key without a default is.
   */
  readonly schema: z.ZodType<T> & { readonly shape: Readonly<Record<string, z.core.$ZodType>> };
}

/** A document as far as it is understood. */
export interface Understood<T> {
  readonly value: T;
  /** The document in our version, or in its own where that is newer. What is not understood is in it. */
  readonly document: JsonObject;
  /** The version where it is newer than ours. */
  readonly newer: number | undefined;
  /** Keys whose values are not understood, each with the reason. */
  readonly refused: ReadonlyMap<string, DocumentProblem>;
  /** Lists with items that are not understood, each with the number of them. */
  readonly incomplete: ReadonlyMap<string, number>;
}

/** Reads a document; one without a version is of version 1. Returns why where nothing can be made of it. */
export function understand<T>(
  format: DocumentFormat<T>,
  json: unknown,
): Understood<T> | { readonly problem: DocumentProblem } {
  if (!isObject(json)) return { problem: { code: 'no-object', params: {} } };
  const refused = new Map<string, DocumentProblem>();
  const incomplete = new Map<string, number>();
  const { version: stored = 1 } = json;
  const isVersion = typeof stored === 'number' && Number.isSafeInteger(stored) && stored >= 1;
  if (!isVersion) refused.set('version', { code: 'version-invalid', params: {} });
  const version = isVersion ? stored : format.version;
  const document = format.migrations.slice(version - 1).reduce((old, migrate) => migrate(old), json);
  const values: Record<string, unknown> = {};
  for (const [key, schema] of Object.entries(format.schema.shape)) {
    const value = document[key];
    const parsed = z.safeParse(schema, value);
    if (parsed.success) {
      if (parsed.data !== undefined) values[key] = parsed.data;
      continue;
    }
    const items = understoodItems(schema, value);
    const fallback = items ?? z.safeParse(schema, undefined);
    const issue = parsed.error.issues[0]!;
    const params = { path: [key, ...issue.path].join('.'), detail: issue.message };
    const problem: DocumentProblem = { code: 'invalid', params };
    if (!fallback.success) return { problem };
    if (fallback.data !== undefined) values[key] = fallback.data;
    if (items === undefined) refused.set(key, problem);
    else incomplete.set(key, items.missing);
  }
  const whole = format.schema.safeParse(values);
  if (!whole.success) {
    const detail = whole.error.issues[0]!.message;
    return { problem: { code: 'invalid', params: { path: '', detail } } };
  }
  const newer = version > format.version ? version : undefined;
  return {
    value: whole.data,
    document: { ...document, version: Math.max(version, format.version) },
    newer,
    refused,
    incomplete,
  };
}

/** The items of a list or a record that are understood, where it is one with them alone. */
function understoodItems(
  schema: z.core.$ZodType,
  value: unknown,
): { readonly success: true; readonly data: unknown; readonly missing: number } | undefined {
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value)) {
    const good = value.filter((item) => z.safeParse(inner.element, item).success);
    return withItems(schema, good, value.length - good.length);
  }
  if (inner instanceof z.ZodRecord && isObject(value)) {
    const all = Object.entries(value);
    const good = all.filter(([key, item]) => z.safeParse(inner, { [key]: item }).success);
    return withItems(schema, Object.fromEntries(good), all.length - good.length);
  }
  return undefined;
}

function withItems(schema: z.core.$ZodType, items: unknown, missing: number) {
  const parsed = z.safeParse(schema, items);
  return parsed.success && missing > 0 ? { success: true as const, data: parsed.data, missing } : undefined;
}

/**
 * The document to store for `value`: with all that `before` has and this launcher does not know, in its version. Of a newer document, keys
 * that are not understood stay as they are, whatever their value here: a default in their place would lose them.
 */
export function documentOf<T>(
  format: DocumentFormat<T>,
  value: T,
  before: Understood<T> | undefined,
): JsonObject {
  const values = z.record(z.string(), z.unknown()).parse(format.schema.parse(value));
  if (before === undefined) return { version: format.version, ...values };
  const document: Record<string, unknown> = { version: before.document['version'] };
  for (const [key, schema] of Object.entries(format.schema.shape)) {
    const kept = before.newer !== undefined && before.refused.has(key);
    const stored = before.document[key];
    if (kept) document[key] = stored;
    else if (values[key] !== undefined) document[key] = withUnknown(schema, values[key], stored);
  }
  for (const [key, stored] of Object.entries(before.document))
    if (key !== 'version' && !(key in format.schema.shape)) document[key] = stored;
  return document;
}

/** A value with what its stored form has and the schema does not know: further keys, and items of lists that are not understood. */
function withUnknown(schema: z.core.$ZodType, value: unknown, stored: unknown): unknown {
  if (stored === undefined) return value;
  const inner = unwrapped(schema);
  if (inner instanceof z.ZodArray && Array.isArray(value) && Array.isArray(stored))
    return itemsWithUnknown(inner.element, value, stored);
  if (inner instanceof z.ZodRecord && isObject(value) && isObject(stored)) {
    const entries = Object.entries(value).map(([key, item]) => [
      key,
      withUnknown(inner.valueType, item, stored[key]),
    ]);
    const strange = Object.entries(stored).filter(
      ([key, item]) => !z.safeParse(inner, { [key]: item }).success,
    );
    return { ...Object.fromEntries(strange), ...Object.fromEntries(entries) };
  }
  if (inner instanceof z.ZodObject && isObject(value) && isObject(stored)) {
    const shape: Readonly<Record<string, z.core.$ZodType>> = inner.shape;
    const unknown = Object.entries(stored).filter(([key]) => !(key in shape));
    const known = Object.entries(value).map(([key, item]) => [
      key,
      key in shape ? withUnknown(shape[key]!, item, stored[key]) : item,
    ]);
    return { ...Object.fromEntries(known), ...Object.fromEntries(unknown) };
  }
  const parsed = z.safeParse(schema, stored);
  return parsed.success && isDeepStrictEqual(parsed.data, value) ? stored : value;
}

/** Items are found again by their `id`, or by all that is understood of them. */
function itemsWithUnknown(
  element: z.core.$ZodType,
  items: readonly unknown[],
  stored: readonly unknown[],
): unknown[] {
  const byKey = new Map<string, unknown>();
  const strange: unknown[] = [];
  for (const item of stored) {
    const parsed = z.safeParse(element, item);
    if (parsed.success) byKey.set(itemKey(parsed.data), item);
    else strange.push(item);
  }
  return [...items.map((item) => withUnknown(element, item, byKey.get(itemKey(item)))), ...strange];
}

function itemKey(item: unknown): string {
  const known = isObject(item) && typeof item['id'] === 'string' ? item['id'] : item;
  return JSON.stringify(known);
}

/** A schema without what makes a value optional. */
function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  let inner = schema;
  while (inner instanceof z.ZodOptional || inner instanceof z.ZodNullable || inner instanceof z.ZodDefault)
    inner = inner.unwrap();
  return inner;
}

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
