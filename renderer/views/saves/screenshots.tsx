import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import type { HomeFile } from '../../../main/protocol/homes.ts';
import { Icon } from '../../components/icons.tsx';
import { countText, fileName } from '../../text/figures.ts';
import { dateText } from './texts.ts';
import { usePicture } from './use-picture.ts';

interface ScreenshotsProps {
  readonly home: string;
  readonly screenshots: readonly HomeFile[];
  readonly onExport: (file: string) => void;
  readonly onDelete: (file: string) => void;
}

/** How many are shown before the player asks for all. */
const FIRST = 8;

/** A home's screenshots, the newest first; a click shows one large. */
export function Screenshots({ home, screenshots, onExport, onDelete }: ScreenshotsProps): JSX.Element {
  const [all, setAll] = useState(false);
  const [shown, setShown] = useState<HomeFile>();
  return (
    <>
      <ul class="screenshots">
        {screenshots.slice(0, all ? undefined : FIRST).map((screenshot) => (
          <li key={screenshot.file}>
            <button
              type="button"
              class="screenshot"
              aria-label={`Show ${fileName(screenshot.file)}`}
              onClick={() => setShown(screenshot)}
            >
              <Image home={home} screenshot={screenshot} />
            </button>
            <p class="fine">{dateText(screenshot.changedAt)}</p>
          </li>
        ))}
      </ul>
      {!all && screenshots.length > FIRST && (
        <button type="button" class="button" onClick={() => setAll(true)}>
          Show all {countText(screenshots.length, 'screenshot')}
        </button>
      )}
      {shown !== undefined && (
        <Viewer
          home={home}
          screenshot={shown}
          onClose={() => setShown(undefined)}
          onExport={() => onExport(shown.file)}
          onDelete={() => {
            setShown(undefined);
            onDelete(shown.file);
          }}
        />
      )}
    </>
  );
}

interface ViewerProps {
  readonly home: string;
  readonly screenshot: HomeFile;
  readonly onClose: () => void;
  readonly onExport: () => void;
  readonly onDelete: () => void;
}

/** One screenshot, as large as the window allows. */
function Viewer({ home, screenshot, onClose, onExport, onDelete }: ViewerProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} class="viewer" aria-label={fileName(screenshot.file)} onClose={onClose}>
      <Image home={home} screenshot={screenshot} />
      <div class="viewer-bar">
        <p class="fine">
          {fileName(screenshot.file)} · {dateText(screenshot.changedAt)}
        </p>
        <button type="button" class="button" onClick={onExport}>
          <Icon name="save" />
          Export
        </button>
        <button type="button" class="button" onClick={onDelete}>
          <Icon name="trash" />
          Delete
        </button>
        <button type="button" class="button button-primary" onClick={() => dialog.current?.close()}>
          Close
        </button>
      </div>
    </dialog>
  );
}

function Image({ home, screenshot }: { home: string; screenshot: HomeFile }): JSX.Element {
  const address = usePicture(home, screenshot.file, screenshot.changedAt);
  const name = fileName(screenshot.file);
  return address === undefined ? (
    <span class="screenshot-plain">{name}</span>
  ) : (
    <img src={address} alt={name} />
  );
}
