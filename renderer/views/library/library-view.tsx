import type { JSX } from 'preact';
import { type AppState, activeSession, chosenGame, games } from '../../state/app-state.ts';
import { distinctTitles } from '../../text/game-text.ts';
import { AddOns } from './add-ons.tsx';
import { AddWads } from './add-wads.tsx';
import { AddedResults } from './added-results.tsx';
import { GameCard } from './game-card.tsx';

/** All games and add-ons, what to play of them, and how to add more. */
export function LibraryView({ state }: { state: AppState }): JSX.Element {
  const library = state.launcher?.library ?? [];
  const addOns = library.filter(({ kind }) => kind !== 'iwad');
  const playing = activeSession(state);
  const titles = distinctTitles(games(library));
  return (
    <div class="page">
      <header class="page-header">
        <div>
          <h1>Library</h1>
          <p class="lead">
            A WAD is a file with a whole game in it, or an add-on for one: new levels, monsters, music. A
            DeHackEd patch (.deh, .bex) changes what monsters, weapons and texts of a game are like.
          </p>
        </div>
        <AddWads fileDialogs={state.launcher?.shell.fileDialogs === true} adding={state.adding} />
      </header>
      <AddedResults results={state.added} adding={state.adding} />
      <section aria-labelledby="games-heading">
        <h2 id="games-heading">Games</h2>
        <ul class="cards">
          {games(library).map((game) => (
            <GameCard
              key={game.id}
              game={game}
              title={titles.get(game.id) ?? game.title}
              playing={playing?.iwad === game.id}
            />
          ))}
        </ul>
      </section>
      <AddOns
        addOns={addOns}
        games={games(library)}
        chosen={chosenGame(state)}
        selection={state.selection}
        inUse={playing?.pwads ?? []}
        ports={state.launcher?.module === null}
      />
    </div>
  );
}
