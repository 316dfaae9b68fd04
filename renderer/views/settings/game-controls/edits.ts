import type { Control } from '../../../../main/protocol/controls.ts';

/** New values by name. */
export type Changes = Readonly<Record<string, number>>;

/** The values that `changes` would replace: what takes them back. */
export function inverse(controls: readonly Control[], changes: Changes): Changes {
  return Object.fromEntries(
    controls.filter(({ name }) => name in changes).map(({ name, value }) => [name, value]),
  );
}

/** What leads to the defaults; empty where all stand there. */
export function toDefaults(controls: readonly Control[]): Changes {
  return Object.fromEntries(
    controls
      .filter((control) => control.value !== control.default)
      .map((control) => [control.name, control.default]),
  );
}

/** All values as they are. */
export function allValues(controls: readonly Control[]): Changes {
  return Object.fromEntries(controls.map(({ name, value }) => [name, value]));
}

/** Labels of the other controls with the same key in the same context, or the same button. */
export function conflictsOf(controls: readonly Control[], control: Control): string[] {
  const { kind, context, value, name } = control;
  if (value === (kind === 'key' ? 0 : -1) || kind === 'number' || kind === 'switch') return [];
  return controls
    .filter((other) => other.kind === kind && other.context === context)
    .filter((other) => other.value === value && other.name !== name)
    .map(({ label }) => label);
}

/** Controls under their headings, in their order. */
export function grouped(controls: readonly Control[]): (readonly [group: string, controls: Control[]])[] {
  const groups = new Map<string, Control[]>();
  for (const control of controls) groups.set(control.group, [...(groups.get(control.group) ?? []), control]);
  return [...groups];
}
