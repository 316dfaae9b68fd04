import type { JSX } from 'preact';
import { useEffect, useId, useLayoutEffect, useState } from 'preact/hooks';
import type { ControlInput, SingleControl } from '../../../../main/protocol/controls.ts';
import { CONTROL_HINTS, CONTROL_LABELS } from '../../../../main/protocol/texts/control-names.ts';
import { Icon } from '../../../components/icons.tsx';
import { useApp } from '../../../state/app-context.ts';
import { type Captured, capture } from './capture.ts';
import { keyName, mouseButtonName, padButtonName, scancodeOf } from './keys.ts';

interface BindingProps {
  readonly control: SingleControl;
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
  // The KeyboardEvent.code, or nothing of a button, that the game does not know.
  const [unknown, setUnknown] = useState<string | undefined>(undefined);
  const id = useId();
  const { value, name } = control;
  const label = CONTROL_LABELS[control.label];
  const kind = control.kind as keyof typeof WAITING;
  const none = kind === 'key' ? 0 : -1;
  // The one control that Escape is pressed for; for all others it ends the waiting.
  const takesEscape = name === 'key_menu_activate';

  // At once: what the player sees waiting does wait.
  useLayoutEffect(() => {
    if (!waiting) return undefined;
    const mappings = store.state.launcher?.settings.padMappings;
    const done = (captured: Captured) => {
      setWaiting(false);
      const pressed = captured.kind === 'pressed' ? numberOf(captured.input) : undefined;
      const code = captured.kind === 'pressed' && captured.input.kind === 'key' ? captured.input.code : '';
      setUnknown(captured.kind === 'cancelled' || pressed !== undefined ? undefined : code);
      if (pressed !== undefined && pressed !== value) onChange(pressed);
    };
    return capture({ kinds: [kind], takesEscape }, done, mappings);
  }, [waiting, kind, takesEscape, value, onChange, store]);

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
        role={waiting || unknown !== undefined ? 'status' : undefined}
      >
        {waiting && (takesEscape ? 'Click to cancel.' : 'Esc cancels.')}
        {!waiting &&
          unknown !== undefined &&
          `Doom does not know this key${unknown === '' ? '' : ` (${unknown})`}.`}
        {!waiting && unknown === undefined && conflicts.length > 0 && `Also: ${conflicts.join(', ')}`}
      </p>
    </div>
  );
}

/** The number that the game has for a key or button; undefined for a key that it does not know. */
function numberOf(input: ControlInput): number | undefined {
  return input.kind === 'key' ? scancodeOf(input.code) : input.button;
}

function nameOf({ kind, value }: SingleControl, keyOf: (code: string) => string | undefined): string {
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
  readonly control: SingleControl;
  readonly disabled: boolean;
  readonly onChange: (value: number) => void;
}

/** A number between its bounds, changed when the player lets go. */
export function NumberControl({ control, disabled, onChange }: NumberControlProps): JSX.Element {
  const { value, min, max, step, text } = control;
  const label = CONTROL_LABELS[control.label];
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
        {text && CONTROL_HINTS[text]}
      </p>
    </div>
  );
}
