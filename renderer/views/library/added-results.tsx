import type { JSX } from 'preact';
import type { AddResult } from '../../../main/protocol/launcher.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { countText } from '../../text/figures.ts';

interface AddedResultsProps {
  readonly results: readonly AddResult[];
  readonly adding: number;
}

/** What became of the files that were added: read out as it changes. */
export function AddedResults({ results, adding }: AddedResultsProps): JSX.Element {
  const { store } = useApp();
  return (
    <div aria-live="polite" data-testid="added">
      {adding > 0 && <p class="notice">Adding {countText(adding, 'file')}…</p>}
      {adding === 0 && results.length > 0 && (
        <div class="results panel">
          <ul>
            {results.map((result) => (
              <li key={result.ok ? result.entry.id : result.file} class={result.ok ? 'good' : 'bad'}>
                <Icon name={result.ok ? 'check' : 'alert'} />
                <span>{resultText(result)}</span>
              </li>
            ))}
          </ul>
          <button
            type="button"
            class="icon-button"
            aria-label="Close results"
            onClick={() => store.dispatch({ type: 'added', results: [] })}
          >
            <Icon name="close" />
          </button>
        </div>
      )}
    </div>
  );
}

function resultText(result: AddResult): string {
  if (!result.ok) return messageText(result.reason);
  const { title } = result.entry;
  return result.already ? `${title} was in the library already.` : `${title} was added.`;
}
