import type { JSX } from 'preact';
import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { Control, ControlsState } from '../../../../main/protocol/controls.ts';
import type { RequestArgument } from '../../../../main/protocol/launcher.ts';
import { configProblemText } from '../../../../main/protocol/texts/controls.ts';
import { messageText } from '../../../../main/protocol/texts/index.ts';
import { KeyboardLayout } from '../../../input/layout.ts';
import { useApp } from '../../../state/app-context.ts';
import { type AppState, chosenGame, games } from '../../../state/app-state.ts';
import { Switch } from '../controls.tsx';
import { Binding, NumberControl } from './binding.tsx';
import { allValues, type Changes, conflictsOf, grouped, inverse, toDefaults } from './edits.ts';

/** Groups that are open at first. */
const OPEN = ['Movement', 'Action', 'Volumes'];

/** The controls of a game, from its own configuration and into it. */
export function GameControls({ state }: { state: AppState }): JSX.Element | null {
  const [iwad, setIwad] = useState<string | undefined>(undefined);
  const all = games(state.launcher?.library ?? []);
  const game = all.find(({ id }) => id === iwad) ?? chosenGame(state);
  // With the add-ons that are chosen to be played, since these have a configuration of their own.
  const { pwads, merge } = state.selection;
  const chosen = chosenGame(state)?.id === game?.id;
  const of = JSON.stringify({ iwad: game?.id, ...(chosen && { pwads, merge }) });
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
        <select value={game.id} onChange={(event) => setIwad(event.currentTarget.value)}>
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
            {group}
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
  readonly change: (changes: Changes, said?: string) => void;
}

function OneControl({ control, all, disabled, keyOf, change }: OneControlProps): JSX.Element {
  const { name, kind, label, value, text = '' } = control;
  const set = useCallback((next: number) => change({ [name]: next }), [change, name]);
  if (kind === 'switch')
    return (
      <Switch
        label={label}
        text={text}
        checked={value === 1}
        disabled={disabled}
        onChange={(on) => set(on ? 1 : 0)}
      />
    );
  if (kind === 'number') return <NumberControl control={control} disabled={disabled} onChange={set} />;
  const conflicts = conflictsOf(all, control);
  return <Binding control={control} conflicts={conflicts} disabled={disabled} keyOf={keyOf} onChange={set} />;
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

interface Edited {
  /** Undefined until it is there. */
  readonly view: ControlsState | undefined;
  /** Why there is no view. */
  readonly failed: string;
  /** What to say of the last change. */
  readonly saved: string;
  readonly undoable: boolean;
  change(changes: Changes, said?: string): void;
  undo(): void;
  useEverywhere(): void;
}

/** The controls of a game with its add-ons (a request's argument as JSON), read anew when `occasion` changes. */
function useControls(what: string | undefined, occasion: string): Edited {
  const { commands } = useApp();
  const [view, setView] = useState<ControlsState | undefined>(undefined);
  const [failed, setFailed] = useState('');
  const [saved, setSaved] = useState('');
  const [undos, setUndos] = useState<readonly Changes[]>([]);
  const latest = useRef<ControlsState | undefined>(undefined);
  latest.current = view;
  const of = useMemo(
    () => (what === undefined ? undefined : (JSON.parse(what) as RequestArgument<'controls.read'>)),
    [what],
  );

  useEffect(() => {
    setUndos([]);
    setSaved('');
  }, [of]);
  useEffect(() => {
    if (of === undefined) return undefined;
    let current = true;
    commands.readControls(of).then(
      (read) => {
        if (current) setView(read);
      },
      (error: Error) => {
        if (!current) return;
        setView(undefined);
        setFailed(error.message);
      },
    );
    return () => {
      current = false;
    };
    // A game that ends has written its configuration.
  }, [commands, of, occasion]);

  const write = useCallback(
    async (changes: Changes, everywhere: boolean, said: string) => {
      if (of === undefined) return false;
      setSaved('');
      const next = await commands.writeControls({ of, changes: { ...changes }, everywhere });
      if (next === undefined) return false;
      setView(next);
      setSaved(said);
      return true;
    },
    [commands, of],
  );
  const change = useCallback(
    (changes: Changes, said = 'Saved.') => {
      const back = inverse(latest.current?.controls ?? [], changes);
      void write(changes, false, said).then((done) => {
        if (done) setUndos((before) => [...before, back]);
      });
    },
    [write],
  );
  const undo = () => {
    const back = undos.at(-1);
    if (back === undefined) return;
    void write(back, false, 'Undone.').then((done) => {
      if (done) setUndos((before) => before.slice(0, -1));
    });
  };
  const useEverywhere = () =>
    void write(allValues(view?.controls ?? []), true, 'All games have these controls.');
  return { view, failed, saved, undoable: undos.length > 0, change, undo, useEverywhere };
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
