import type { JSX } from 'preact';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { moved, type Selection, withGame } from '../../state/selection.ts';

interface LoadOrderProps {
  readonly addOns: readonly LibraryEntry[];
  readonly games: readonly LibraryEntry[];
  readonly chosen: LibraryEntry | undefined;
  readonly selection: Selection;
}

/** The game and the add-ons to play together, in the order in which they are loaded: later ones replace parts of earlier ones. */
export function LoadOrder({ addOns, games, chosen, selection }: LoadOrderProps): JSX.Element {
  const { store, commands } = useApp();
  const ordered = selection.pwads.flatMap((id) => addOns.find((addOn) => addOn.id === id) ?? []);
  const move = (id: string, by: -1 | 1) =>
    store.dispatch({ type: 'select', selection: moved(selection, id, by) });
  const play = async () => {
    if (chosen === undefined) return;
    await commands.play({ ...selection, iwad: chosen.id });
    window.location.hash = '#play';
  };
  return (
    <section class="load-order panel" aria-labelledby="load-order-heading">
      <h3 id="load-order-heading">Play together</h3>
      <label class="field">
        <span>Game</span>
        <select
          value={chosen?.id}
          onChange={({ currentTarget }) =>
            store.dispatch({ type: 'select', selection: withGame(selection, currentTarget.value) })
          }
        >
          {games.map((game) => (
            <option key={game.id} value={game.id} disabled={game.problem !== undefined}>
              {game.title}
            </option>
          ))}
        </select>
      </label>
      {ordered.length === 0 ? (
        <p class="fine">Tick add-ons to play them with this game.</p>
      ) : (
        <ol aria-label="Load order">
          {ordered.map((addOn, place) => (
            <li key={addOn.id}>
              <span>{addOn.title}</span>
              <button
                type="button"
                class="icon-button"
                aria-label={`Load ${addOn.title} earlier`}
                disabled={place === 0}
                onClick={() => move(addOn.id, -1)}
              >
                <Icon name="up" />
              </button>
              <button
                type="button"
                class="icon-button"
                aria-label={`Load ${addOn.title} later`}
                disabled={place === ordered.length - 1}
                onClick={() => move(addOn.id, 1)}
              >
                <Icon name="down" />
              </button>
            </li>
          ))}
        </ol>
      )}
      <button
        type="button"
        class="button button-primary"
        disabled={chosen === undefined || ordered.length === 0}
        onClick={() => void play()}
      >
        <Icon name="play" />
        Play with add-ons
      </button>
    </section>
  );
}
