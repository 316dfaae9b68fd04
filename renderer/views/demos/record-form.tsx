import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import type { SourcePort } from '../../../engine/games/source-ports.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { SKILLS } from '../../text/skills.ts';

interface RecordFormProps {
  readonly choice: {
    readonly iwad: string;
    readonly pwads: readonly string[];
    readonly merge: readonly string[];
    readonly port: SourcePort;
  };
  readonly title: string;
  readonly maps: readonly string[];
}

/** Skills as Doom counts them, from 1; the one that its menu proposes. */
const PROPOSED = 3;

/** How a recording ends. Woof! has a key for it only once the player has chosen one. */
const FINISHING: Readonly<Record<SourcePort, string>> = {
  chocolate: 'The recording ends with Q, with Stop, or when the game is quit.',
  woof: 'The recording ends with Stop, or when the game is quit.',
};

/** What to record, and the button that begins. */
export function RecordForm({ choice, title, maps }: RecordFormProps): JSX.Element {
  const { commands } = useApp();
  const [name, setName] = useState('');
  const [map, setMap] = useState(maps[0] ?? '');
  const [skill, setSkill] = useState(PROPOSED);
  const [longtics, setLongtics] = useState(false);
  const record = async () => {
    const called = name.trim() === '' ? map : name;
    if (await commands.play(choice, { kind: 'record', name: called, map, skill, longtics }))
      window.location.hash = '#play';
  };
  return (
    <details class="record-form panel">
      <summary>Record a demo</summary>
      <form
        aria-label={`Record a demo of ${title}`}
        onSubmit={(event) => {
          event.preventDefault();
          void record();
        }}
      >
        <label class="field">
          <span>Name</span>
          <input
            value={name}
            maxLength={60}
            placeholder={map}
            onInput={({ currentTarget }) => setName(currentTarget.value)}
          />
        </label>
        <label class="field">
          <span>Level</span>
          <select value={map} onChange={({ currentTarget }) => setMap(currentTarget.value)}>
            {maps.map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Skill</span>
          <select value={skill} onChange={({ currentTarget }) => setSkill(Number(currentTarget.value))}>
            {SKILLS.map((one, i) => (
              <option key={one} value={i + 1}>
                {one}
              </option>
            ))}
          </select>
        </label>
        <label class="order-merge">
          <input
            type="checkbox"
            checked={longtics}
            onChange={({ currentTarget }) => setLongtics(currentTarget.checked)}
          />
          fine turns, as the mouse makes them (the original Doom 1.9 cannot play these)
        </label>
        <p class="fine">
          {FINISHING[choice.port]} Only then is it stored. What is recorded when the game crashes is lost.
        </p>
        <button type="submit" class="button button-primary">
          <Icon name="play" />
          Record
        </button>
      </form>
    </details>
  );
}
