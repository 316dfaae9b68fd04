import type { JSX } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { DEFAULT_PORT, SOURCE_PORTS, type SourcePort } from '../../../../engine/games/source-ports.ts';
import type { Control, ControlChanges, ControlValue } from '../../../../main/protocol/controls.ts';
import {
  CONTROL_GROUPS,
  CONTROL_HINTS,
  CONTROL_LABELS,
} from '../../../../main/protocol/texts/control-names.ts';
import { configProblemText } from '../../../../main/protocol/texts/controls.ts';
import { messageText } from '../../../../main/protocol/texts/index.ts';
import { KeyboardLayout } from '../../../input/layout.ts';
import { type AppState, chosenGame, games } from '../../../state/app-state.ts';
import { EMPTY_SELECTION } from '../../../state/selection.ts';
import { useLoadCheck } from '../../library/use-load-check.ts';
import { Switch } from '../controls.tsx';
import { Binding, NumberControl } from './binding.tsx';
import { conflictsOf, grouped, toDefaults } from './edits.ts';
import { InputsBinding } from './inputs-binding.tsx';
import { useControls } from './use-controls.ts';

/** Groups that are open at first. */
const OPEN: readonly Control['group'][] = ['movement', 'action', 'volumes'];

/** The controls of a game, from its own configuration and into it. */
export function GameControls({ state }: { state: AppState }): JSX.Element | null {
  const [iwad, setIwad] = useState<string | undefined>(undefined);
  const [picked, setPicked] = useState<SourcePort | undefined>(undefined);
  const all = games(state.launcher?.library ?? []);
  const game = all.find(({ id }) => id === iwad) ?? chosenGame(state);
  // With the add-ons that are chosen to be played, since these have a configuration of their own.
  const { pwads, merge } = state.selection;
  const chosen = chosenGame(state)?.id === game?.id;
  const load = useLoadCheck(chosen ? state.selection : EMPTY_SELECTION, game?.id);
  const port = picked ?? load.check?.choice.port ?? DEFAULT_PORT;
  const of = JSON.stringify({ iwad: game?.id, ...(chosen && { pwads, merge }), port });
  const session = state.launcher?.session;
  const edited = useControls(game === undefined ? undefined : of, `${session?.id} ${session?.status}`);
  const keyOf = useLayout();
  if (game === undefined) return null;
  const { view, saved, undoable, change, undo, useEverywhere } = edited;
  const locked = view?.locked;
  const disabled = locked !== undefined || view === undefined;
  const defaults = toDefaults(view?.controls ?? []);
  const addOns = chosen ? pwads.length : 0;
  return (
    <section class="panel game-controls" aria-labelledby="game-controls-heading">
      <div class="panel-header">
        <h2 id="game-controls-heading">Controls</h2>
        <p class="saved-quietly" role="status">
          {saved}
        </p>
      </div>
      <p class="fine">
        Written into the game’s own configuration. Keys are meant by their place: what stands on them here is
        what stands on yours.
      </p>
      <label class="field">
        <span>Game</span>
        <select
          value={game.id}
          onChange={(event) => {
            setIwad(event.currentTarget.value);
            setPicked(undefined);
          }}
        >
          {all.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
              {id === game.id && addOns > 0
                ? `, with ${addOns === 1 ? 'the chosen add-on' : `the ${addOns} chosen add-ons`}`
                : ''}
            </option>
          ))}
        </select>
      </label>
      <label class="field">
        <span>Played by</span>
        <select value={port} onChange={(event) => setPicked(event.currentTarget.value as SourcePort)}>
          {SOURCE_PORTS.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      {locked !== undefined && (
        <p class="notice" role="status">
          {messageText(locked)}
        </p>
      )}
      {view?.problems.map(configProblemText).map((problem) => (
        <p key={problem} class="problem">
          {problem}
        </p>
      ))}
      {view === undefined && edited.failed && (
        <p class="problem" role="alert">
          The controls of this game cannot be shown: {edited.failed}
        </p>
      )}
      <div class="button-row">
        <button type="button" class="button" disabled={disabled || !undoable} onClick={undo}>
          Undo
        </button>
        <button
          type="button"
          class="button"
          disabled={disabled || Object.keys(defaults).length === 0}
          onClick={() => change(defaults, 'All controls are as at first.')}
        >
          Reset to defaults
        </button>
        <UseEverywhere disabled={disabled} onConfirm={useEverywhere} />
      </div>
      {grouped(view?.controls ?? []).map(([group, controls]) => (
        <details key={group} class="control-group" open={OPEN.includes(group)}>
          <summary>
            {CONTROL_GROUPS[group]}
            {controls.some((control) => conflictsOf(view!.controls, control).length > 0) && (
              <span class="tag">the same key twice</span>
            )}
          </summary>
          <div class="control-list">
            {controls.map((control) => (
              <OneControl
                key={control.name}
                control={control}
                all={view!.controls}
                disabled={disabled}
                keyOf={keyOf}
                change={change}
              />
            ))}
          </div>
        </details>
      ))}
    </section>
  );
}

interface OneControlProps {
  readonly control: Control;
  readonly all: readonly Control[];
  readonly disabled: boolean;
  readonly keyOf: (code: string) => string | undefined;
  readonly change: (changes: ControlChanges, said?: string) => void;
}

function OneControl({ control, all, disabled, keyOf, change }: OneControlProps): JSX.Element {
  const { name } = control;
  const set = useCallback((next: ControlValue) => change({ [name]: next }), [change, name]);
  if (control.kind === 'switch')
    return (
      <Switch
        label={CONTROL_LABELS[control.label]}
        text={control.text === undefined ? '' : CONTROL_HINTS[control.text]}
        checked={control.value === 1}
        disabled={disabled}
        onChange={(on) => set(on ? 1 : 0)}
      />
    );
  if (control.kind === 'number')
    return <NumberControl control={control} disabled={disabled} onChange={set} />;
  const shared = { conflicts: conflictsOf(all, control), disabled, keyOf, onChange: set };
  return control.kind === 'inputs' ? (
    <InputsBinding control={control} {...shared} />
  ) : (
    <Binding control={control} {...shared} />
  );
}

/** Asks once more: it replaces what other games have. */
function UseEverywhere({ disabled, onConfirm }: { disabled: boolean; onConfirm: () => void }): JSX.Element {
  const [asking, setAsking] = useState(false);
  if (!asking)
    return (
      <button type="button" class="button" disabled={disabled} onClick={() => setAsking(true)}>
        Use for all games…
      </button>
    );
  return (
    <span class="button-row">
      <span class="fine asking">All games lose the controls they have.</span>
      <button
        type="button"
        class="button button-primary"
        disabled={disabled}
        onClick={() => {
          setAsking(false);
          onConfirm();
        }}
      >
        Use for all games
      </button>
      <button type="button" class="button" onClick={() => setAsking(false)}>
        Cancel
      </button>
    </span>
  );
}

/** What keys type in the player's layout, once the browser has told. */
function useLayout(): (code: string) => string | undefined {
  const [layout] = useState(() => new KeyboardLayout());
  const [, setKnown] = useState(false);
  useEffect(() => {
    void layout.refresh().then(() => setKnown(true));
  }, [layout]);
  return useCallback((code: string) => layout.keyOf(code), [layout]);
}
