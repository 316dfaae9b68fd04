import type { JSX } from 'preact';
import type { Settings } from '../../../main/protocol/launcher.ts';
import { FULLSCREEN_KEYS } from '../../input/keyboard.ts';
import { Choice, Slider, Switch } from './controls.tsx';
import { SCALINGS, SHAPES } from './options.ts';

interface DisplaySettingsProps {
  readonly settings: Settings;
  readonly change: (patch: Partial<Settings>) => Promise<boolean>;
}

/** How games are seen. A running game follows at once. */
export function DisplaySettings({ settings, change }: DisplaySettingsProps): JSX.Element {
  return (
    <>
      <Choice
        legend="Shape of the picture"
        name="aspect"
        options={SHAPES}
        value={settings.aspect}
        onChange={(aspect) => void change({ aspect })}
      />
      <Choice
        legend="Scaling"
        name="scaling"
        options={SCALINGS}
        value={settings.scaling}
        onChange={(scaling) => void change({ scaling })}
      />
      <fieldset class="panel setting">
        <legend>Display</legend>
        <Switch
          label="Start games in full screen"
          text={`${FULLSCREEN_KEYS} changes it at any time; Alt+Enter, too, in Doom.`}
          checked={settings.fullscreen}
          onChange={(fullscreen) => void change({ fullscreen })}
        />
        <Slider
          label="Flashes"
          text="How strongly the whole picture is coloured by pain and pick-ups. Lower it if flashes hurt you."
          value={settings.flashes}
          onChange={(flashes) => void change({ flashes })}
        />
      </fieldset>
    </>
  );
}
