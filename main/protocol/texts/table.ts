import type { MessageOf, ParamSchemas, ParamsOf } from '../../../engine/messages/schema.ts';

/** The English of each code of `S`: a code that is missing or misspelt does not compile. */
export type Texts<S extends ParamSchemas> = {
  readonly [C in keyof S & string]: (params: ParamsOf<S>[C]) => string;
};

/** The words of a message, by its table. */
export function textOf<S extends ParamSchemas, C extends keyof S & string>(
  texts: Texts<S>,
  { code, params }: MessageOf<S, C>,
): string {
  return texts[code](params);
}
