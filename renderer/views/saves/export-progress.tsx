import type { JSX } from 'preact';
import type { HomeExport } from '../../../main/protocol/homes.ts';
import { Icon } from '../../components/icons.tsx';
import { useApp } from '../../state/app-context.ts';
import { bytesText } from '../../text/figures.ts';

/** How far the export of a home is, and the way to end it. */
export function ExportProgress({
  title,
  progress: { home, bytes, bytesTotal },
}: {
  title: string;
  progress: HomeExport;
}): JSX.Element {
  const { commands } = useApp();
  return (
    <span class="export-progress">
      <progress max={Math.max(1, bytesTotal)} value={bytes} aria-label={`Export of ${title}`} />
      <span class="fine">
        {bytesText(bytes)} of {bytesText(bytesTotal)}
      </span>
      <button
        type="button"
        class="button"
        aria-label={`Cancel the export of ${title}`}
        onClick={() => void commands.cancelExport(home)}
      >
        <Icon name="close" />
        Cancel
      </button>
    </span>
  );
}
