import path from 'node:path';
import type { Message } from '../protocol/messages.ts';
import { JsonStore } from '../storage/json-store.ts';
import type { PortConfiguration } from './port-configuration.ts';
import { type StartValue, type StoredStartValues, storedStartValues } from './stored-start-values.ts';
import type { Variables } from './variables.ts';

/** What was changed in a home's configuration for the start of a game only: written down first, so that it outlives whatever ends it. */
export class StartValues {
  readonly #store: JsonStore<StoredStartValues>;
  #stored: readonly StartValue[] = [];

  constructor(home: string) {
    this.#store = new JsonStore({
      file: path.join(home, '.trapdoom', 'start-values.json'),
      format: storedStartValues,
      defaults: { values: [] },
      document: 'start-values',
    });
  }

  /** Gives variables their own values back, except for those that the game has changed since. */
  async restore(variables: Variables): Promise<void> {
    this.#stored = (await this.#store.load()).value.values;
    for (const { file, name, own, start } of this.#stored)
      if (variables.get(file, name) === start) variables.set(file, name, own);
  }

  /** Stores what is changed now; nothing is written where there is and was nothing. */
  async save(values: readonly StartValue[]): Promise<void> {
    if (values.length > 0 || this.#stored.length > 0) await this.#store.save({ values: [...values] });
    this.#stored = values;
  }
}

/** Brings values into the range that the game survives; returns those that were not. */
export function bringIntoRange({ ranges, safeValue }: PortConfiguration, variables: Variables): StartValue[] {
  return ranges.flatMap((range) => {
    const { file, name } = range;
    const own = variables.get(file, name);
    const start = own === undefined ? undefined : safeValue(own, range);
    if (own === undefined || start === undefined) return [];
    variables.set(file, name, start);
    return [{ file, name, own, start }];
  });
}

/** So many values are named to the player. */
const NAMED_MAX = 5;

/** What the player must know of values that were changed for the start; undefined where there are none. */
export function startNotice(folder: string, values: readonly StartValue[]): Message | undefined {
  if (values.length === 0) return undefined;
  const named = values.slice(0, NAMED_MAX);
  return { code: 'start-values', params: { folder, values: named, more: values.length - named.length } };
}
