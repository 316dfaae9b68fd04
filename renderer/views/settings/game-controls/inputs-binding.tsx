import type { JSX } from 'preact';
import { useId, useLayoutEffect, useState } from 'preact/hooks';
import type { ControlInput, InputsControl } from '../../../../main/protocol/controls.ts';
import { CONTROL_LABELS } from '../../../../main/protocol/texts/control-names.ts';
import { Icon } from '../../../components/icons.tsx';
import { useApp } from '../../../state/app-context.ts';
import { type Captured, capture } from './capture.ts';
import { sameInput, withInput } from './edits.ts';
import { codeName, mouseButtonName, padInputName } from './keys.ts';

interface InputsBindingProps {
  readonly control: InputsControl;
  /** Labels of controls with the same key or button that are looked for at the same time. */
  readonly conflicts: readonly string[];
  readonly disabled: boolean;
  readonly keyOf: (code: string) => string | undefined;
  readonly onChange: (value: ControlInput[]) => void;
}

const KINDS = ['key', 'mouse-button', 'pad-button'] as const;

/** The keys and buttons of an action: each can be removed, and a press adds one. */
export function InputsBinding(props: InputsBindingProps): JSX.Element {
  const { control, conflicts, disabled, keyOf, onChange } = props;
  const { store } = useApp();
  const [waiting, setWaiting] = useState(false);
  const [unknown, setUnknown] = useState(false);
  const id = useId();
  const { value, most, name } = control;
  const label = CONTROL_LABELS[control.label];
  const full = value.length >= most;

  // At once: what the player sees waiting does wait.
  useLayoutEffect(() => {
    if (!waiting) return undefined;
    const mappings = store.state.launcher?.settings.padMappings;
    const done = (captured: Captured) => {
      setWaiting(false);
      setUnknown(captured.kind === 'unknown');
      if (captured.kind !== 'pressed') return;
      const next = withInput(control, captured.input);
      if (next !== value) onChange(next);
    };
    return capture({ kinds: KINDS }, done, mappings);
  }, [waiting, control, value, onChange, store]);

  return (
    <div class="binding binding-inputs" data-control={name}>
      <span class="binding-label">{label}</span>
      <ul class="inputs" aria-label={`Keys and buttons: ${label}`}>
        {value.map((input) => (
          <li key={JSON.stringify(input)} class="input">
            <span>{inputName(input, keyOf)}</span>
            <button
              type="button"
              class="icon-button"
              aria-label={`${label}: remove ${inputName(input, keyOf)}`}
              disabled={disabled || waiting}
              onClick={() => onChange(value.filter((other) => !sameInput(other, input)))}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
        {value.length === 0 && <li class="fine">None</li>}
      </ul>
      <button
        type="button"
        class={waiting ? 'button binding-key binding-waiting' : 'button binding-key'}
        disabled={disabled || full}
        aria-label={waiting ? undefined : `${label}: add`}
        aria-describedby={`${id}-text`}
        onClick={() => setWaiting(true)}
      >
        {waiting ? 'Press it…' : 'Add'}
      </button>
      <p id={`${id}-text`} class="problem binding-problem" role={waiting || unknown ? 'status' : undefined}>
        {waiting && 'Press a key, or a button of the mouse or the gamepad. Esc cancels.'}
        {!waiting && unknown && 'Woof! does not know this button.'}
        {!waiting && !unknown && conflicts.length > 0 && `Also: ${conflicts.join(', ')}`}
      </p>
    </div>
  );
}

function inputName(input: ControlInput, keyOf: (code: string) => string | undefined): string {
  switch (input.kind) {
    case 'key':
      return codeName(input.code, keyOf);
    case 'mouse-button':
      return `Mouse: ${mouseButtonName(input.button).toLowerCase()}`;
    case 'pad-button':
      return `Pad: ${padInputName(input.button)}`;
  }
}
