import type { JSX } from 'preact';
import type { SavedGame } from '../../../main/protocol/homes.ts';
import { saveProblemText } from '../../../main/protocol/texts/homes.ts';
import { Icon } from '../../components/icons.tsx';
import { clockText, dateText, placeText, saveName, skillText } from './texts.ts';
import { usePicture } from './use-picture.ts';

interface SaveCardProps {
  readonly home: string;
  readonly save: SavedGame;
  /** Why no save of this home can be loaded. */
  readonly locked: string | undefined;
  readonly onLoad: () => void;
  readonly onExport: () => void;
  readonly onDelete: () => void;
}

/** One saved game: what it looked like, where it is, and what can be done with it. */
export function SaveCard(props: SaveCardProps): JSX.Element {
  const { home, save, locked, onLoad, onExport, onDelete } = props;
  const name = saveName(save);
  return (
    <li class="card panel save-card">
      {save.picture ? (
        <Picture home={home} save={save} />
      ) : (
        <span class="save-picture save-plain" aria-hidden="true">
          {save.map ?? '?'}
        </span>
      )}
      <div class="card-body">
        <h4>{name}</h4>
        <p class="fine">
          {save.map !== undefined && <strong>{save.map}</strong>}
          {save.levelSeconds !== undefined && ` · ${clockText(save.levelSeconds)} in the level`}
        </p>
        <p class="fine">
          {placeText(save.slot)} · {dateText(save.savedAt)}
          {save.skill !== undefined && ` · ${skillText(save.skill)}`}
        </p>
        {save.problem !== undefined && (
          <p class="problem">
            <Icon name="alert" />
            <span>{saveProblemText(save.problem)}</span>
          </p>
        )}
        <div class="button-row">
          <button
            type="button"
            class="button button-primary"
            disabled={save.problem !== undefined || locked !== undefined}
            title={locked}
            aria-label={`Load ${name}`}
            onClick={onLoad}
          >
            <Icon name="play" />
            Load
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Export ${name}`}
            title="Export"
            onClick={onExport}
          >
            <Icon name="save" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Delete ${name}`}
            title="Delete"
            onClick={onDelete}
          >
            <Icon name="trash" />
          </button>
        </div>
      </div>
    </li>
  );
}

function Picture({ home, save }: { home: string; save: SavedGame }): JSX.Element {
  const address = usePicture(home, save.file, save.savedAt);
  return address === undefined ? (
    <span class="save-picture save-plain" aria-hidden="true" />
  ) : (
    <img class="save-picture" src={address} alt={`The screen as “${saveName(save)}” was saved`} />
  );
}
