import type { JSX } from 'preact';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';

/** Takes an entry out of the library. */
export function RemoveButton({ entry, title }: { entry: LibraryEntry; title: string }): JSX.Element {
  const { commands } = useApp();
  return (
    <button
      type="button"
      class="button button-quiet"
      aria-label={`Remove ${title}`}
      onClick={() => void commands.remove(entry.id)}
    >
      <Icon name="close" />
      Remove
    </button>
  );
}
