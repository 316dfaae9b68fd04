import type { JSX } from 'preact';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { bytesText, countText, fileName } from '../../text/figures.ts';
import { gameMark } from '../../text/game-text.ts';
import { RemoveButton } from './remove-button.tsx';

interface GameCardProps {
  readonly game: LibraryEntry;
  /** The game's, told apart from others of the same. */
  readonly title: string;
  readonly playing: boolean;
}

/** A game that can be played by itself. */
export function GameCard({ game, title, playing }: GameCardProps): JSX.Element {
  const { commands } = useApp();
  const play = async () => {
    await commands.play({ iwad: game.id, pwads: [], merge: [] });
    window.location.hash = '#play';
  };
  return (
    <li class="card panel">
      <span class="game-mark game-mark-big" aria-hidden="true">
        {gameMark(game.title)}
      </span>
      <div class="card-body">
        <h3>{title}</h3>
        <p class="fine" title={game.path}>
          {game.bundled ? 'Comes with Trapdoom' : fileName(game.path)} · {bytesText(game.bytes)} ·{' '}
          {countText(game.lumps, 'lump')}
        </p>
        {game.problem !== undefined && <Problem text={messageText(game.problem)} />}
        <div class="button-row">
          {playing ? (
            <a class="button button-primary" href="#play">
              <Icon name="play" />
              Back to the game
            </a>
          ) : (
            <button
              type="button"
              class="button button-primary"
              disabled={game.problem !== undefined}
              aria-label={`Play ${title}`}
              onClick={() => void play()}
            >
              <Icon name="play" />
              Play
            </button>
          )}
          {!game.bundled && !playing && <RemoveButton entry={game} title={title} />}
        </div>
      </div>
    </li>
  );
}

/** Why something cannot be played. */
export function Problem({ text }: { text: string }): JSX.Element {
  return (
    <p class="problem">
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}
