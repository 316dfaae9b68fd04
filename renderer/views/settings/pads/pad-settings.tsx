import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { PadMapping, PadParts } from '../../../../main/protocol/pads.ts';
import { type ConnectedPad, padName, useConnectedPads } from '../../../input/connected-pads.ts';
import { mappingOf, padId } from '../../../input/pad-mapping.ts';
import { MappingDialog, type MappingEnd } from './mapping-dialog.tsx';

/** As many as the settings may hold. */
const MAPPINGS_MAX = 64;

interface PadSettingsProps {
  readonly mappings: readonly PadMapping[];
  /** Answers whether it was stored. */
  readonly change: (mappings: PadMapping[]) => Promise<boolean>;
}

/** The pads that are connected or were set up, and what they need. */
export function PadSettings({ mappings, change }: PadSettingsProps): JSX.Element {
  const pads = useConnectedPads();
  const [mapped, setMapped] = useState<ConnectedPad | undefined>(undefined);
  const [told, setTold] = useState('');
  const opener = useRef<HTMLElement | null>(null);
  const heading = useRef<HTMLLegendElement>(null);
  const absent = mappings.filter(({ id }) => !pads.some((pad) => !pad.standard && padId(pad) === id));
  const full = mappings.length >= MAPPINGS_MAX;

  const setUp = (pad: ConnectedPad) => {
    opener.current = document.activeElement as HTMLElement | null;
    setTold('');
    setMapped(pad);
  };
  const save = async (pad: ConnectedPad, parts: PadParts): Promise<boolean> => {
    const id = padId(pad);
    return change([...mappings.filter((mapping) => mapping.id !== id), { id, parts }]);
  };
  const end = (pad: ConnectedPad, how: MappingEnd) => {
    setMapped(undefined);
    setTold(endText(padName(pad.id), how));
  };
  // Only once the dialog is gone: until then everything behind it is inert.
  useEffect(() => {
    if (mapped === undefined) opener.current?.focus();
  }, [mapped]);
  const remove = async (id: string) => {
    if (await change(mappings.filter((mapping) => mapping.id !== id)))
      setTold(`The mapping of ${padName(id)} was removed.`);
    // The button that was pressed is gone.
    heading.current?.focus();
  };

  return (
    <fieldset class="panel setting pads">
      <legend ref={heading} tabIndex={-1}>
        Gamepads
      </legend>
      <ul class="pad-list" aria-label="Gamepads">
        {pads.map((pad) => {
          const mapping = pad.standard ? undefined : mappingOf(pad, mappings);
          const name = nameAmong(pads, pad);
          return (
            <li key={pad.index} class="pad" data-pad={pad.index}>
              <div>
                <p class="pad-name">{name}</p>
                <p class={pad.standard || mapping !== undefined ? 'fine' : 'problem'}>
                  {stateText(pad, mapping)}
                </p>
              </div>
              {!pad.standard && (
                <button
                  type="button"
                  class="button"
                  disabled={full && mapping === undefined}
                  aria-label={`${mapping === undefined ? 'Set up' : 'Set up again'}: ${name}`}
                  onClick={() => setUp(pad)}
                >
                  {mapping === undefined ? 'Set up' : 'Set up again'}
                </button>
              )}
              {mapping !== undefined && <Remove id={mapping.id} onRemove={remove} />}
            </li>
          );
        })}
        {absent.map(({ id }) => (
          <li key={id} class="pad">
            <div>
              <p class="pad-name">{padName(id)}</p>
              <p class="fine">Set up, and not connected.</p>
            </div>
            <Remove id={id} onRemove={remove} />
          </li>
        ))}
      </ul>
      {pads.length === 0 && (
        <p class="fine">No gamepad is connected. Press a button on it: only then the browser shows it.</p>
      )}
      {full && <p class="problem">No more than {MAPPINGS_MAX} gamepads can be set up. Remove one first.</p>}
      <p class="saved-quietly" role="status">
        {told}
      </p>
      {mapped !== undefined && (
        <MappingDialog
          pad={mapped}
          onSave={(parts) => save(mapped, parts)}
          onEnd={(how) => end(mapped, how)}
        />
      )}
    </fieldset>
  );
}

/** The name of a pad, with a number where two are called the same. */
function nameAmong(pads: readonly ConnectedPad[], pad: ConnectedPad): string {
  const name = padName(pad.id);
  const namesakes = pads.filter(({ id }) => padName(id) === name);
  return namesakes.length < 2 ? name : `${name}, number ${namesakes.indexOf(pad) + 1}`;
}

function Remove({ id, onRemove }: { id: string; onRemove: (id: string) => Promise<void> }): JSX.Element {
  return (
    <button
      type="button"
      class="button button-quiet"
      aria-label={`Remove the mapping of ${padName(id)}`}
      onClick={() => void onRemove(id)}
    >
      Remove mapping
    </button>
  );
}

function stateText({ standard }: ConnectedPad, mapping: PadMapping | undefined): string {
  if (standard) return 'Ready to play.';
  return mapping === undefined
    ? 'Needs a mapping: the browser does not know which of its buttons is which.'
    : 'Ready to play, by your mapping.';
}

function endText(name: string, how: MappingEnd): string {
  switch (how) {
    case 'saved':
      return `${name} is set up. It plays at once.`;
    case 'cancelled':
      return 'Nothing was changed.';
    case 'unplugged':
      return `${name} was unplugged. Nothing was changed.`;
    case 'idle':
      return `Nothing was pressed on ${name} for a minute. Nothing was changed.`;
  }
}
