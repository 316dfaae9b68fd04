import type { JSX } from 'preact';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { useApp } from '../../state/app-context.ts';
import { type Selection, toggled } from '../../state/selection.ts';
import { bytesText, countText, fileName } from '../../text/figures.ts';
import { distinctTitles } from '../../text/game-text.ts';
import { Problem } from './game-card.tsx';
import { LoadOrder } from './load-order.tsx';
import { RemoveButton } from './remove-button.tsx';

interface AddOnsProps {
  readonly addOns: readonly LibraryEntry[];
  readonly games: readonly LibraryEntry[];
  readonly chosen: LibraryEntry | undefined;
  readonly selection: Selection;
  /** Add-ons of the running game: they cannot be removed. */
  readonly inUse: readonly string[];
  /** Whether a source port plays, and not a module of the player's own. */
  readonly ports: boolean;
}

/** Add-ons, and the order in which the chosen ones are loaded. */
export function AddOns({ addOns, games, chosen, selection, inUse, ports }: AddOnsProps): JSX.Element {
  const titles = distinctTitles(addOns);
  return (
    <section aria-labelledby="add-ons-heading">
      <h2 id="add-ons-heading">Add-ons</h2>
      {addOns.length === 0 ? (
        <p class="empty">
          None yet. Add a WAD with new levels or a DeHackEd patch, and choose here which game it is played
          with.
        </p>
      ) : (
        <div class="add-ons">
          <ul class="rows panel">
            {addOns.map((addOn) => (
              <AddOnRow
                key={addOn.id}
                addOn={addOn}
                title={titles.get(addOn.id) ?? addOn.title}
                selection={selection}
                inUse={inUse.includes(addOn.id)}
              />
            ))}
          </ul>
          <LoadOrder addOns={addOns} games={games} chosen={chosen} selection={selection} ports={ports} />
        </div>
      )}
    </section>
  );
}

function addOnText({ kind, lumps, contents: { maps } }: LibraryEntry): string {
  if (kind === 'patch') return 'DeHackEd patch';
  return maps.length === 0 ? countText(lumps, 'lump') : countText(maps.length, 'map');
}

interface AddOnRowProps {
  readonly addOn: LibraryEntry;
  readonly title: string;
  readonly selection: Selection;
  readonly inUse: boolean;
}

function AddOnRow({ addOn, title, selection, inUse }: AddOnRowProps): JSX.Element {
  const { store } = useApp();
  return (
    <li>
      <label class="row-choice">
        <input
          type="checkbox"
          checked={selection.pwads.includes(addOn.id)}
          disabled={addOn.problem !== undefined}
          onChange={() => store.dispatch({ type: 'select', selection: toggled(selection, addOn.id) })}
        />
        <span>
          <strong>{title}</strong>
          <span class="fine" title={addOn.path}>
            {fileName(addOn.path)} · {bytesText(addOn.bytes)} · {addOnText(addOn)}
          </span>
        </span>
      </label>
      {!inUse && <RemoveButton entry={addOn} title={title} />}
      {addOn.problem !== undefined && <Problem text={messageText(addOn.problem)} />}
    </li>
  );
}
