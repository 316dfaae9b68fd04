import type { ComponentChildren, JSX } from 'preact';
import { useId } from 'preact/hooks';
import { bytesText } from '../../text/figures.ts';
import type { Option } from './options.ts';

interface ChoiceProps<T extends string> {
  readonly legend: string;
  readonly name: string;
  readonly options: readonly Option<T>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
  readonly children?: ComponentChildren;
}

/** One of several, each with what it means. */
export function Choice<T extends string>(props: ChoiceProps<T>): JSX.Element {
  const { legend, name, options, value, onChange, children } = props;
  const id = useId();
  return (
    <fieldset class="panel setting">
      <legend>{legend}</legend>
      <div class="choices">
        {options.map((option) => (
          <div key={option.value} class="choice">
            <input
              type="radio"
              id={`${id}-${option.value}`}
              name={name}
              value={option.value}
              checked={option.value === value}
              aria-describedby={`${id}-${option.value}-text`}
              onChange={() => onChange(option.value)}
            />
            <label for={`${id}-${option.value}`}>{option.label}</label>
            <p id={`${id}-${option.value}-text`} class="fine">
              {option.text}
            </p>
          </div>
        ))}
      </div>
      {children}
    </fieldset>
  );
}

interface SwitchProps {
  readonly label: string;
  readonly text: string;
  readonly checked: boolean;
  readonly disabled?: boolean;
  readonly onChange: (checked: boolean) => void;
}

export function Switch({ label, text, checked, disabled = false, onChange }: SwitchProps): JSX.Element {
  const id = useId();
  return (
    <div class="switch">
      <input
        type="checkbox"
        role="switch"
        id={id}
        checked={checked}
        disabled={disabled}
        aria-checked={checked}
        aria-describedby={`${id}-text`}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
      <label for={id}>{label}</label>
      <p id={`${id}-text`} class="fine">
        {text}
      </p>
    </div>
  );
}

interface AmountProps {
  readonly label: string;
  readonly text: string;
  /** MiB. */
  readonly options: readonly number[];
  readonly value: number;
  readonly onChange: (value: number) => void;
}

/** One of several amounts, in MiB. An amount that is none of them, set by hand, is shown as it is. */
export function Amount({ options, value, onChange, ...named }: AmountProps): JSX.Element {
  const shown = options.includes(value) ? options : [...options, value];
  return (
    <Selection
      {...named}
      options={shown.map((option) => ({ value: String(option), label: bytesText(option * 1024 ** 2) }))}
      value={String(value)}
      onChange={(chosen) => onChange(Number(chosen))}
    />
  );
}

interface SelectionProps<T extends string> {
  readonly label: string;
  readonly text: string;
  readonly options: readonly Omit<Option<T>, 'text'>[];
  readonly value: T;
  readonly onChange: (value: T) => void;
}

/** One of several in a list that opens, with what all of it means. */
export function Selection<T extends string>(props: SelectionProps<T>): JSX.Element {
  const { label, text, options, value, onChange } = props;
  const id = useId();
  return (
    <div class="amount">
      <label class="field">
        <span>{label}</span>
        <select
          value={value}
          aria-describedby={`${id}-text`}
          onChange={(event) => onChange(event.currentTarget.value as T)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      </label>
      <p id={`${id}-text`} class="fine">
        {text}
      </p>
    </div>
  );
}

interface SliderProps {
  readonly label: string;
  readonly text: string;
  /** 0 to 100. */
  readonly value: number;
  /** Called when the player lets go, not on the way. */
  readonly onChange: (value: number) => void;
}

export function Slider({ label, text, value, onChange }: SliderProps): JSX.Element {
  const id = useId();
  return (
    <div class="slider">
      <label for={id}>{label}</label>
      <input
        type="range"
        id={id}
        min={0}
        max={100}
        step={5}
        value={value}
        aria-describedby={`${id}-text`}
        onChange={(event) => onChange(event.currentTarget.valueAsNumber)}
      />
      <p id={`${id}-text`} class="fine">
        {text}
      </p>
    </div>
  );
}
