import type { JSX } from 'preact';
import { messageText } from '../../main/protocol/texts/index.ts';
import { useApp } from '../state/app-context.ts';
import type { AppState } from '../state/app-state.ts';
import { Icon } from './icons.tsx';

/** What the player should know: lines at the top, each until it is dismissed. */
export function Notices({ state }: { state: AppState }): JSX.Element | null {
  const { store } = useApp();
  const notices = (state.launcher?.notices ?? [])
    .map(messageText)
    .filter((text) => !state.dismissedNotices.includes(text));
  if (notices.length === 0) return null;
  return (
    <section class="notices" aria-label="Notices">
      {notices.map((notice) => (
        <div class="notice" key={notice}>
          <Icon name="alert" />
          <p>{notice}</p>
          <button
            type="button"
            class="icon-button"
            aria-label="Close notice"
            onClick={() => store.dispatch({ type: 'dismiss-notice', notice })}
          >
            <Icon name="close" />
          </button>
        </div>
      ))}
    </section>
  );
}
