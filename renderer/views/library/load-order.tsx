import type { JSX } from 'preact';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { addOnWarningText } from '../../../main/protocol/texts/add-ons.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { inGameOrder, mergeToggled, type Selection, swapped, withGame } from '../../state/selection.ts';
import { distinctTitles } from '../../text/game-text.ts';
import { Problem } from './game-card.tsx';
import { PlayedBy } from './played-by.tsx';
import { useLoadCheck } from './use-load-check.ts';

interface LoadOrderProps {
  readonly addOns: readonly LibraryEntry[];
  readonly games: readonly LibraryEntry[];
  readonly chosen: LibraryEntry | undefined;
  readonly selection: Selection;
  /** Whether a source port plays, and not a module of the player's own. */
  readonly ports: boolean;
}

/** The game and the add-ons to play together, in the order in which they are loaded: later ones replace parts of earlier ones. */
export function LoadOrder({ addOns, games, chosen, selection, ports }: LoadOrderProps): JSX.Element {
  const { store, commands } = useApp();
  const load = useLoadCheck(selection, chosen?.id);
  const warnings = load.check?.warnings ?? [];
  const mergesItself = ports && load.check?.choice.port === 'woof';
  const select = (next: Selection) => store.dispatch({ type: 'select', selection: next });
  const ordered = inGameOrder(selection, addOns);
  const gameTitles = distinctTitles(games);
  const titles = distinctTitles(addOns);
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
          onChange={({ currentTarget }) => select(withGame(selection, currentTarget.value))}
        >
          {games.map((game) => (
            <option key={game.id} value={game.id} disabled={game.problem !== undefined}>
              {gameTitles.get(game.id)}
            </option>
          ))}
        </select>
      </label>
      {warnings
        .filter(({ id }) => id === chosen?.id)
        .map(({ warning }) => addOnWarningText(warning))
        .map((text) => (
          <Problem key={text} text={text} />
        ))}
      {ordered.length === 0 ? (
        <p class="fine">Tick add-ons to play them with this game.</p>
      ) : (
        <ol aria-label="Load order">
          {ordered.map(({ entry, stage }, place) => (
            <OrderItem
              key={entry.id}
              addOn={entry}
              title={titles.get(entry.id) ?? entry.title}
              merged={stage === 'merged'}
              mergesItself={mergesItself}
              warnings={warnings
                .filter(({ id }) => id === entry.id)
                .map(({ warning }) => addOnWarningText(warning))}
              earlier={neighbour(ordered, place, -1)}
              later={neighbour(ordered, place, 1)}
              onSwap={(other) => select(swapped(selection, entry.id, other))}
              onMerge={() => select(mergeToggled(selection, entry.id))}
            />
          ))}
        </ol>
      )}
      {ordered.length > 0 && (
        <p class="fine">
          Later ones replace parts of earlier ones.{' '}
          {mergesItself
            ? 'Woof! needs no merging: it finds the sprites and floors of every add-on.'
            : 'A merged add-on’s sprites and floors take their places among the game’s own; the game reads patches first, then what is merged, then the rest.'}
        </p>
      )}
      {chosen !== undefined && ports && (
        <PlayedBy load={load} entries={[chosen, ...ordered.map(({ entry }) => entry)]} />
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

/** The add-on beside one, if it is of the same stage: no other can change places with it. */
function neighbour(ordered: ReturnType<typeof inGameOrder>, place: number, by: -1 | 1): string | undefined {
  const other = ordered[place + by];
  return other?.stage === ordered[place]?.stage ? other?.entry.id : undefined;
}

interface OrderItemProps {
  readonly addOn: LibraryEntry;
  readonly title: string;
  readonly merged: boolean;
  /** Whether what plays merges every add-on. */
  readonly mergesItself: boolean;
  readonly warnings: readonly string[];
  readonly earlier: string | undefined;
  readonly later: string | undefined;
  readonly onSwap: (other: string) => void;
  readonly onMerge: () => void;
}

function OrderItem({
  addOn,
  title,
  merged,
  mergesItself,
  warnings,
  earlier,
  later,
  onSwap,
  onMerge,
}: OrderItemProps): JSX.Element {
  return (
    <li>
      <span class="order-title">{title}</span>
      {addOn.kind === 'patch' ? (
        <span class="tag">patch</span>
      ) : mergesItself && !merged ? null : (
        <label class="order-merge">
          <input type="checkbox" checked={merged} onChange={onMerge} aria-label={`Merge ${title}`} />
          merge
        </label>
      )}
      <button
        type="button"
        class="icon-button"
        aria-label={`Load ${title} earlier`}
        disabled={earlier === undefined}
        onClick={() => earlier !== undefined && onSwap(earlier)}
      >
        <Icon name="up" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={`Load ${title} later`}
        disabled={later === undefined}
        onClick={() => later !== undefined && onSwap(later)}
      >
        <Icon name="down" />
      </button>
      {warnings.map((text) => (
        <Problem key={text} text={text} />
      ))}
    </li>
  );
}
