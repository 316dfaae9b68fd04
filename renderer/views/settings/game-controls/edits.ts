import type {
  Control,
  ControlChanges,
  ControlInput,
  ControlValue,
  InputsControl,
} from '../../../../main/protocol/controls.ts';
import { CONTROL_LABELS } from '../../../../main/protocol/texts/control-names.ts';

/** The values that `changes` would replace: what takes them back. */
export function inverse(controls: readonly Control[], changes: ControlChanges): ControlChanges {
  return Object.fromEntries(
    controls.filter(({ name }) => name in changes).map(({ name, value }) => [name, value]),
  );
}

/** What leads to the defaults; empty where all stand there. */
export function toDefaults(controls: readonly Control[]): ControlChanges {
  return Object.fromEntries(
    controls
      .filter((control) => !sameValue(control.value, control.default))
      .map((control) => [control.name, control.default]),
  );
}

/** All values as they are. */
export function allValues(controls: readonly Control[]): ControlChanges {
  return Object.fromEntries(controls.map(({ name, value }) => [name, value]));
}

/** Labels of the other controls with the same key in the same context, or the same button. */
export function conflictsOf(controls: readonly Control[], control: Control): string[] {
  return controls
    .filter((other) => other.name !== control.name && other.context === control.context)
    .filter((other) => collide(control, other))
    .map(({ label }) => CONTROL_LABELS[label]);
}

/** Whether two inputs are the same key or button. */
export function sameInput(a: ControlInput, b: ControlInput): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** The inputs of a control with one more; it keeps those that it has. */
export function withInput({ value }: InputsControl, input: ControlInput): ControlInput[] {
  return value.some((other) => sameInput(other, input)) ? value : [...value, input];
}

/** Controls under their headings, in their order. */
export function grouped<C extends Pick<Control, 'group'>>(
  controls: readonly C[],
): (readonly [group: C['group'], controls: C[]])[] {
  const groups = new Map<C['group'], C[]>();
  for (const control of controls) groups.set(control.group, [...(groups.get(control.group) ?? []), control]);
  return [...groups];
}

function collide(a: Control, b: Control): boolean {
  if (a.kind === 'inputs')
    return b.kind === 'inputs' && a.value.some((input) => b.value.some((other) => sameInput(input, other)));
  if (b.kind !== a.kind || a.kind === 'number' || a.kind === 'switch') return false;
  return a.value === b.value && a.value !== (a.kind === 'key' ? 0 : -1);
}

function sameValue(a: ControlValue, b: ControlValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
