import type { JSX } from 'preact';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { useApp } from '../../state/app-context.ts';
import { type Selection, withGame } from '../../state/selection.ts';
import { distinctTitles, gameMark } from '../../text/game-text.ts';

interface GameChoiceProps {
  readonly games: readonly LibraryEntry[];
  readonly chosen: LibraryEntry | undefined;
  readonly selection: Selection;
}

/** Which game Play starts; shown where there is a choice. */
export function GameChoice({ games, chosen, selection }: GameChoiceProps): JSX.Element | null {
  const { store } = useApp();
  if (games.length < 2) return null;
  const titles = distinctTitles(games, true);
  return (
    <fieldset class="game-choice">
      <legend class="visually-hidden">Which game</legend>
      {games.map((game) => (
        <label
          key={game.id}
          class="game-tile"
          title={game.problem === undefined ? game.path : messageText(game.problem)}
        >
          <input
            type="radio"
            name="game"
            value={game.id}
            checked={game.id === chosen?.id}
            disabled={game.problem !== undefined}
            onChange={() => store.dispatch({ type: 'select', selection: withGame(selection, game.id) })}
          />
          <span class="game-mark" aria-hidden="true">
            {gameMark(game.title)}
          </span>
          <span class="game-title">{titles.get(game.id)}</span>
        </label>
      ))}
    </fieldset>
  );
}
