import type { JSX } from 'preact';
import { DEFAULT_PORT, SOURCE_PORTS, sourcePortFacts } from '../../../engine/games/source-ports.ts';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import type { AddOnNeed, PortChoice } from '../../../main/protocol/port-choice.ts';
import { needText } from '../../../main/protocol/texts/needs.ts';
import { countText } from '../../text/figures.ts';
import { Problem } from './game-card.tsx';
import type { CheckedLoad } from './use-load-check.ts';

/** The value of the choice that leaves it to the load order. */
const AUTOMATIC = '';

interface PlayedByProps {
  readonly load: CheckedLoad;
  /** The game and its add-ons, which reasons name. */
  readonly entries: readonly LibraryEntry[];
}

/** Which source port plays the load order and why, and the control that chooses another. */
export function PlayedBy({ load, entries }: PlayedByProps): JSX.Element | null {
  const { check, own, choose } = load;
  if (check === undefined) return <p class="played-by fine">Looking what plays it …</p>;
  const { choice } = check;
  const choosePort = (value: string) => {
    const { port: _, ...others } = own;
    const port = SOURCE_PORTS.find(({ id }) => id === value)?.id;
    choose(port === undefined ? others : { ...others, port });
  };
  return (
    <div class="played-by">
      <Reasons choice={choice} entries={entries} />
      <label class="field">
        <span>Played by</span>
        <select
          value={own.port ?? AUTOMATIC}
          onChange={({ currentTarget }) => choosePort(currentTarget.value)}
        >
          <option value={AUTOMATIC}>Automatic</option>
          {SOURCE_PORTS.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

function Reasons({ choice, entries }: { choice: PortChoice; entries: readonly LibraryEntry[] }): JSX.Element {
  const { port, by, needs, unplayable } = choice;
  const title = sourcePortFacts(port).title;
  const lost = by === 'missing' || (by === 'player' && port === DEFAULT_PORT && needs.length > 0);
  return (
    <>
      {unplayable.map((one) => (
        <Problem
          key={needText(one.need)}
          text={`Nothing here plays ${titleOf(one, entries)}: ${lowered(needText(one.need))}`}
        />
      ))}
      <p aria-live="polite">
        Played by <strong>{title}</strong>
        {by === 'needs' && `: ${needText(needs[0]!.need)}`}
        {by === 'default' && ': Doom’s own rules are enough.'}
        {by === 'player' && ', as you chose.'}
        {by === 'missing' && '.'}
      </p>
      {lost && (
        <Problem
          text={`${title} does not do all that this needs, so parts may be missing or the game may end: ${needText(needs[0]!.need)}${
            by === 'missing' ? ' Woof! would play it, and its files are missing: install Trapdoom again.' : ''
          }`}
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

/** A sentence behind a colon; names of maps stay as they are. */
function lowered(text: string): string {
  return text.replace(/^(All|It)\b/, (word) => word.toLowerCase());
}
