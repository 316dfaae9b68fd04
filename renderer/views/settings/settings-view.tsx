import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { backendInfo } from '../../../engine/wasm/spec/backends.ts';
import type { Settings } from '../../../main/protocol/launcher.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { type AppState, activeSession, gameTitle } from '../../state/app-state.ts';
import { Amount, Choice, Slider, Switch } from './controls.tsx';
import { DisplaySettings } from './display-settings.tsx';
import { GameControls } from './game-controls/game-controls.tsx';
import { BACKEND_OPTIONS, HOME_LIMITS, MEMORY_LIMITS } from './options.ts';
import { PadSettings } from './pads/pad-settings.tsx';
import { PictureChoices } from './picture-settings.tsx';

/** Settings; each is stored the moment it is changed. */
export function SettingsView({ state }: { state: AppState }): JSX.Element {
  const { commands } = useApp();
  const [saved, setSaved] = useState('');
  // What is on its way to be stored is shown already: else a switch would spring back until it is.
  const [wanted, setWanted] = useState<Partial<Settings>>({});
  const stored = state.launcher?.settings;
  const settings = stored && { ...stored, ...wanted };
  const change = async (patch: Partial<Settings>) => {
    setSaved('');
    setWanted((before) => ({ ...before, ...patch }));
    const done = await commands.changeSettings(patch);
    setWanted((before) => without(before, patch));
    if (done) setSaved('Saved.');
    return done;
  };
  return (
    <div class="page page-narrow">
      <header class="page-header">
        <div>
          <h1>Settings</h1>
          <p class="lead">Changes are saved at once.</p>
        </div>
        <p class="saved" role="status">
          {saved !== '' && <Icon name="check" />}
          {saved}
        </p>
      </header>
      {settings !== undefined && <Controls state={state} settings={settings} change={change} />}
    </div>
  );
}

/** What is wanted beside `patch`, which is done with: where it was changed again meanwhile, that is still wanted. */
function without(wanted: Partial<Settings>, patch: Partial<Settings>): Partial<Settings> {
  const done = new Map<string, unknown>(Object.entries(patch));
  return Object.fromEntries(Object.entries(wanted).filter(([name, value]) => done.get(name) !== value));
}

interface ControlsProps {
  readonly state: AppState;
  readonly settings: Settings;
  /** Answers whether it was stored. */
  readonly change: (patch: Partial<Settings>) => Promise<boolean>;
}

function Controls({ state, settings, change }: ControlsProps): JSX.Element {
  const running = activeSession(state);
  return (
    <>
      <Choice
        legend="Engine"
        name="backend"
        options={BACKEND_OPTIONS}
        value={settings.backend}
        onChange={(backend) => void change({ backend })}
      >
        {running !== undefined && running.backend !== settings.backend && (
          <p class="notice" role="status">
            {gameTitle(state, running)} goes on with the {backendInfo(running.backend).phrase}.{' '}
            {running.keptBackend === undefined
              ? 'It changes to your choice as soon as it can.'
              : messageText(running.keptBackend)}
          </p>
        )}
      </Choice>
      <DisplaySettings settings={settings} change={change} />
      <PictureChoices
        picture={settings.picture}
        backend={settings.backend}
        occasion={`${running?.id} ${running?.status}`}
        change={(picture) => void change({ picture: { ...settings.picture, ...picture } })}
      />
      <fieldset class="panel setting">
        <legend>Sound</legend>
        <Slider
          label="Volume"
          text="Of everything. Effects and music are set against each other under Volumes, below, and in the game’s own menu."
          value={settings.volume}
          onChange={(volume) => void change({ volume })}
        />
        <Switch
          label="Mute"
          text="No sound at all; the volume stays as it is."
          checked={settings.muted}
          onChange={(muted) => void change({ muted })}
        />
      </fieldset>
      <fieldset class="panel setting">
        <legend>While playing</legend>
        <Switch
          label="Pause when the window loses the keyboard"
          text="Also when you look at another view. Click the game to go on."
          checked={settings.pauseOnBlur}
          onChange={(pauseOnBlur) => void change({ pauseOnBlur })}
        />
        <Switch
          label="Give the mouse to the game"
          text="While you walk through a level; Esc frees it. Otherwise the game sees it only over its picture."
          checked={settings.grabMouse}
          onChange={(grabMouse) => void change({ grabMouse })}
        />
        <Switch
          label="Show frames per second"
          text="Frame rate and frame times, in a corner of the game."
          checked={settings.overlay}
          onChange={(overlay) => void change({ overlay })}
        />
      </fieldset>
      <fieldset class="panel setting">
        <legend>Limits</legend>
        <Amount
          label="Memory"
          text="A game that takes more is ended, before the computer runs short. Applies to the next game that is started."
          options={MEMORY_LIMITS}
          value={settings.memoryLimit}
          onChange={(memoryLimit) => void change({ memoryLimit })}
        />
        <Amount
          label="Folder of a game"
          text="What saved games, demos and all else in it may take. Beyond that the game finds its disk full. Applies to the next game that is started."
          options={HOME_LIMITS}
          value={settings.homeLimit}
          onChange={(homeLimit) => void change({ homeLimit })}
        />
      </fieldset>
      <fieldset class="panel setting">
        <legend>Newer versions</legend>
        <Switch
          label="Say when there is a newer version"
          text="Asks github.com once a day, and fetches nothing. While this is off, Trapdoom sends nothing to anyone."
          checked={settings.checkForUpdates}
          onChange={(checkForUpdates) => void change({ checkForUpdates })}
        />
      </fieldset>
      <PadSettings mappings={settings.padMappings} change={(padMappings) => change({ padMappings })} />
      <GameControls state={state} />
    </>
  );
}
