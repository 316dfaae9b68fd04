import type { Control, ControlChanges, ControlValue } from '../protocol/controls.ts';
import type { Message } from '../protocol/messages.ts';
import { Refusal } from '../protocol/refusal.ts';
import type { Definition, PortConfiguration } from './port-configuration.ts';
import type { Variables } from './variables.ts';

/** All controls of a source port, with their values. */
export function shown(port: PortConfiguration, variables: Variables): Control[] {
  return port.definitions.map((definition) => {
    const value = port.read(variables, definition);
    if (definition.kind === 'inputs') {
      const { file: _, ...control } = definition;
      return { ...control, value: typeof value === 'number' ? [] : value };
    }
    const { file: _, float: __, ...control } = definition;
    return { ...control, value: typeof value === 'number' ? value : definition.default };
  });
}

/** Throws a Refusal for what is no variable, or no value of it. */
export function checked(port: PortConfiguration, changes: ControlChanges): ControlChanges {
  for (const [name, value] of Object.entries(changes)) {
    const fault = faultOf(port, name, value);
    if (fault !== undefined) throw new Refusal(fault);
  }
  return changes;
}

/** Only the changes that this source port understands. */
export function understood(port: PortConfiguration, changes: ControlChanges): ControlChanges {
  return Object.fromEntries(
    Object.entries(changes).filter(([name, value]) => faultOf(port, name, value) === undefined),
  );
}

/** Gives controls their values, which were checked. */
export function apply(port: PortConfiguration, variables: Variables, changes: ControlChanges): void {
  const definitions = port.definitions.filter(({ name }) => Object.hasOwn(changes, name));
  port.beforeChange?.(variables, definitions);
  for (const definition of definitions) port.write(variables, definition, changes[definition.name]!);
}

function faultOf(port: PortConfiguration, name: string, value: ControlValue): Message | undefined {
  const definition = port.definitions.find((known) => known.name === name);
  const unknown: Message = { code: 'control-unknown', params: { name } };
  if (definition === undefined) return unknown;
  if (definition.kind !== 'inputs') return typeof value === 'number' ? outside(definition, value) : unknown;
  if (typeof value === 'number') return unknown;
  const { most } = definition;
  if (value.length > most) return { code: 'control-too-many', params: { most } };
  const stranger = value.find((input) => !port.knows(input));
  if (stranger === undefined) return undefined;
  const key = stranger.kind === 'key' ? stranger.code : String(stranger.button);
  return { code: 'input-unknown', params: { key } };
}

function outside(
  { name, min, max, float = false }: Exclude<Definition, { kind: 'inputs' }>,
  value: number,
): Message | undefined {
  const good = value >= min && value <= max && (float || Number.isInteger(value));
  return good ? undefined : { code: 'control-outside', params: { control: name, whole: !float, min, max } };
}
