import { z } from 'zod';

/**
 * What is said to the player travels as a code with parameters. Only the window and the command line make words of it, by the tables in
 * `main/protocol/texts/`.
 */

/** The parameters of each code. Schemas here check, and change nothing: no defaults, no transformations. */
export type ParamSchemas = Readonly<Record<string, z.ZodType>>;

/** The parameters by code. */
export type ParamsOf<S extends ParamSchemas> = { readonly [C in keyof S & string]: z.output<S[C]> };

/** A message with one of the codes of `S`. */
export type MessageOf<S extends ParamSchemas, C extends keyof S & string = keyof S & string> = {
  [K in C]: { readonly code: K; readonly params: ParamsOf<S>[K] };
}[C];

/** The schema of a code without parameters. */
export const none = z.strictObject({});

const made = new WeakMap<z.ZodType, ParamSchemas>();

/** The codes of a schema that `messageOf` has made, for tests of what a protocol may carry; undefined for any other schema. */
export function codesOf(schema: z.ZodType): ParamSchemas | undefined {
  return made.get(schema);
}

/** The schema of messages with the codes of `schemas`. It refuses unknown codes, and parameters that do not fit their code. */
export function messageOf<S extends ParamSchemas>(schemas: S): z.ZodType<MessageOf<S>, MessageOf<S>> {
  const schema = z.custom<MessageOf<S>>((value) => problemOf(schemas, value) === undefined, {
    error: ({ input }) => problemOf(schemas, input) ?? 'is no message',
  });
  made.set(schema, schemas);
  return schema;
}

const shape = z.strictObject({ code: z.string(), params: z.unknown() });

function problemOf(schemas: ParamSchemas, value: unknown): string | undefined {
  const { data } = shape.safeParse(value);
  if (data === undefined) return 'is no code with parameters';
  const params = Object.hasOwn(schemas, data.code) ? schemas[data.code] : undefined;
  if (params === undefined) return `has the unknown code “${data.code.slice(0, 64)}”`;
  const parsed = params.safeParse(data.params);
  const issue = parsed.error?.issues[0];
  return issue && `${data.code}: ${issue.path.join('.') || 'params'}: ${issue.message}`;
}
