import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useState } from 'preact/hooks';
import type { Control } from '../../../../main/protocol/controls.ts';
import { Icon } from '../../../components/icons.tsx';
import { useApp } from '../../../state/app-context.ts';
import { type Captured, capture } from './capture.ts';
import { keyName, mouseButtonName, padButtonName } from './keys.ts';

interface BindingProps {
  readonly control: Control;
  /** Labels of controls that have the same key or button, and are looked for at the same time. */
  readonly conflicts: readonly string[];
  readonly disabled: boolean;
  readonly keyOf: (code: string) => string | undefined;
  readonly onChange: (value: number) => void;
}

const WAITING = {
  key: 'Press a key…',
  'mouse-button': 'Press a button…',
  'pad-button': 'Press a button of the pad…',
} as const;

/** A key or a button, which a press changes. */
export function Binding({ control, conflicts, disabled, keyOf, onChange }: BindingProps): JSX.Element {
  const { store } = useApp();
  const [waiting, setWaiting] = useState(false);
  const [unknown, setUnknown] = useState('');
  const id = useId();
  const { label, value, name } = control;
  const kind = control.kind as keyof typeof WAITING;
  const none = kind === 'key' ? 0 : -1;

  // At once: what the player sees waiting does wait.
  useLayoutEffect(() => {
    if (!waiting) return undefined;
    const mappings = store.state.launcher?.settings.padMappings;
    const done = (captured: Captured) => {
      setWaiting(false);
      setUnknown(captured.kind === 'unknown' ? captured.code : '');
      if (captured.kind === 'value' && captured.value !== value) onChange(captured.value);
    };
    return capture({ kind, name }, done, mappings);
  }, [waiting, kind, name, value, onChange, store]);

  const shown = nameOf(control, keyOf);
  return (
    <div class="binding" data-control={name}>
      <span id={`${id}-label`} class="binding-label">
        {label}
      </span>
      <button
        type="button"
        id={id}
        class={waiting ? 'button binding-key binding-waiting' : 'button binding-key'}
        disabled={disabled}
        aria-labelledby={`${id}-label ${id}`}
        aria-describedby={`${id}-text`}
        onClick={() => setWaiting(true)}
      >
        {waiting ? WAITING[kind] : shown || 'None'}
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`${label}: none`}
        disabled={disabled || value === none || waiting}
        onClick={() => onChange(none)}
      >
        <Icon name="close" />
      </button>
      <p
        id={`${id}-text`}
        class="problem binding-problem"
        role={waiting || unknown !== '' ? 'status' : undefined}
      >
        {waiting && (kind === 'key' && name === 'key_menu_activate' ? 'Click to cancel.' : 'Esc cancels.')}
        {!waiting && unknown !== '' && `Doom does not know this key${unknown === '' ? '' : ` (${unknown})`}.`}
        {!waiting && unknown === '' && conflicts.length > 0 && `Also: ${conflicts.join(', ')}`}
      </p>
    </div>
  );
}

function nameOf({ kind, value }: Control, keyOf: (code: string) => string | undefined): string {
  switch (kind) {
    case 'mouse-button':
      return mouseButtonName(value);
    case 'pad-button':
      return padButtonName(value);
    default:
      return keyName(value, keyOf);
  }
}

interface NumberControlProps {
  readonly control: Control;
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

/** A number between its bounds, changed when the player lets go. */
export function NumberControl({ control, disabled, onChange }: NumberControlProps): JSX.Element {
  const { label, value, min, max, step, text } = control;
  const [moved, setMoved] = useState(value);
  useEffect(() => setMoved(value), [value]);
  const id = useId();
  return (
    <div class="binding-number" data-control={control.name}>
      <label for={id}>{label}</label>
      <input
        type="range"
        id={id}
        min={min}
        max={max}
        step={step}
        value={moved}
        disabled={disabled}
        aria-describedby={`${id}-text`}
        onInput={(event) => setMoved(event.currentTarget.valueAsNumber)}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <output for={id}>{step < 1 ? moved.toFixed(1) : moved}</output>
      <p id={`${id}-text`} class="fine">
        {text}
      </p>
    </div>
  );
}
