import type { JSX } from 'preact';
import { DEFAULT_PORT, sourcePortFacts } from '../../../engine/games/source-ports.ts';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import type { AddOnNeed, PortChoice } from '../../../main/protocol/port-choice.ts';
import { needText } from '../../../main/protocol/texts/needs.ts';
import { countText } from '../../text/figures.ts';
import { Problem } from './game-card.tsx';
import { HowPlayed } from './how-played.tsx';
import type { CheckedLoad } from './use-load-check.ts';

interface PlayedByProps {
  readonly load: CheckedLoad;
  /** The game and its add-ons, which reasons name. */
  readonly entries: readonly LibraryEntry[];
  /** Leaves out the sentence where it says only what is usual. */
  readonly brief?: boolean;
}

/** Which source port plays the load order and why, and the controls that choose another, and how it begins. */
export function PlayedBy({ load, entries, brief = false }: PlayedByProps): JSX.Element {
  const { check, own, choose } = load;
  const choice = check?.choice;
  return (
    <div class="played-by">
      <div aria-live="polite">
        {choice === undefined
          ? !brief && <p class="fine">Looking what plays it …</p>
          : !(brief && choice.by === 'default') && <Reasons choice={choice} entries={entries} />}
      </div>
      <HowPlayed own={own} port={choice?.port ?? DEFAULT_PORT} maps={mapsOf(entries)} choose={choose} />
    </div>
  );
}

/** The levels that a game and its add-ons have, of the kind that the game has. */
function mapsOf(entries: readonly LibraryEntry[]): string[] {
  const numbered = entries[0]?.contents.maps.some((map) => map.startsWith('MAP')) ?? false;
  const all = entries.flatMap(({ contents }) => contents.maps);
  return [...new Set(all)].filter((map) => map.startsWith('MAP') === numbered).sort();
}

function Reasons({
  choice,
  entries,
}: {
  readonly choice: PortChoice;
  readonly entries: readonly LibraryEntry[];
}): JSX.Element {
  const { port, by, needs, unplayable } = choice;
  const { title } = sourcePortFacts(port);
  const [first] = needs;
  const lost = by !== 'needs' && port === DEFAULT_PORT && first !== undefined;
  return (
    <>
      {unplayable.map((one) => (
        <Problem
          key={needText(one.need)}
          text={`Nothing here plays ${titleOf(one, entries)}. ${needText(one.need)}`}
        />
      ))}
      <p>
        Played by <strong>{title}</strong>
        {by === 'needs' && first !== undefined && `: ${needText(first.need)}`}
        {by === 'default' && ': it has all that this needs.'}
        {by === 'player' && ', as you chose.'}
        {by === 'missing' && '. Woof! would do better, and its files are missing: install Trapdoom again.'}
      </p>
      {lost && (
        <Problem
          text={`${title} lacks what this needs. It may end, or leave parts out. ${needText(first.need)}`}
        />
      )}
      {(by === 'needs' || lost) && needs.length > 1 && (
        <details>
          <summary>{countText(needs.length - 1, 'more reason')}</summary>
          <ul class="reasons">
            {needs.slice(1).map((one) => (
              <li key={`${one.id} ${needText(one.need)}`}>
                {entries.length > 2 && `${titleOf(one, entries)}: `}
                {needText(one.need)}
              </li>
            ))}
          </ul>
        </details>
      )}
    </>
  );
}

function titleOf({ id }: AddOnNeed, entries: readonly LibraryEntry[]): string {
  return entries.find((entry) => entry.id === id)?.title ?? 'it';
}
