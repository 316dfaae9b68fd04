import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { addOnWarningText } from '../../../main/protocol/texts/add-ons.ts';
import { Icon } from '../../components/icons.tsx';
import { Wordmark } from '../../components/wordmark.tsx';
import { useApp } from '../../state/app-context.ts';
import { type AppState, chosenGame, games } from '../../state/app-state.ts';
import { countText } from '../../text/figures.ts';
import { describeGame, distinctTitles } from '../../text/game-text.ts';
import { Problem } from '../library/game-card.tsx';
import { PlayedBy } from '../library/played-by.tsx';
import { useLoadCheck } from '../library/use-load-check.ts';
import { GameChoice } from './game-choice.tsx';
import { HowToPlay } from './how-to-play.tsx';

/** So many warnings are shown before the start; the library has them all. */
const WARNINGS_MAX = 3;

/** The first screen: one button, and what it starts. */
export function Home({ state }: { state: AppState }): JSX.Element {
  const { commands } = useApp();
  const [starting, setStarting] = useState(false);
  const library = state.launcher?.library ?? [];
  const game = chosenGame(state);
  const addOns = state.selection.pwads.length;
  const chosenAddOns = library.filter(({ id }) => state.selection.pwads.includes(id));
  const load = useLoadCheck(state.selection, game?.id);
  const warnings = load.check?.warnings ?? [];
  const title = game && distinctTitles(games(library), true).get(game.id);

  const play = async () => {
    if (game === undefined) return;
    setStarting(true);
    await commands.play({ ...state.selection, iwad: game.id });
    setStarting(false);
  };

  return (
    <div class="home">
      <h1 class="home-title">
        <Wordmark />
        <span class="visually-hidden">Trapdoom</span>
      </h1>
      <p class="home-game">{title ?? 'No game yet'}</p>
      <p class="home-text">
        {game === undefined
          ? 'Trapdoom found no game to play. Add one in the library: a file that ends in .wad.'
          : describeGame(game)}
      </p>
      <div class="home-actions">
        <button
          type="button"
          class="play-button"
          disabled={game === undefined || starting}
          aria-describedby="play-what"
          onClick={() => void play()}
        >
          <Icon name="play" />
          Play
        </button>
        {game !== undefined && (
          <p id="play-what" class={addOns === 0 ? 'visually-hidden' : 'fine'}>
            Starts {title}
            {addOns > 0 && ` with ${countText(addOns, 'add-on')}`}
          </p>
        )}
      </div>
      {game !== undefined && state.launcher?.module === null && (
        <PlayedBy load={load} entries={[game, ...chosenAddOns]} brief />
      )}
      {warnings.length > 0 && (
        <div class="home-warnings" aria-live="polite">
          {warnings
            .slice(0, WARNINGS_MAX)
            .map(({ id, warning }) => ({ id, text: addOnWarningText(warning) }))
            .map(({ id, text }) => (
              <Problem
                key={`${id} ${text}`}
                text={id === game?.id ? text : `${library.find((entry) => entry.id === id)?.title}: ${text}`}
              />
            ))}
          {warnings.length > WARNINGS_MAX && (
            <p class="fine">
              <a href="#library">
                {countText(warnings.length - WARNINGS_MAX, 'more warning')} in the library
              </a>
            </p>
          )}
        </div>
      )}
      <GameChoice games={games(library)} chosen={game} selection={state.selection} />
      {state.launcher?.module?.keys !== false && <HowToPlay />}
    </div>
  );
}
