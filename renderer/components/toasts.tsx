import type { JSX } from 'preact';
import { useEffect } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import type { Toast } from '../state/app-state.ts';
import { Icon } from './icons.tsx';

/** How long a toast stays, in milliseconds. Errors stay until the player has read and closed them. */
const INFO_STAYS = 8000;

export function Toasts({ toasts }: { toasts: readonly Toast[] }): JSX.Element {
  return (
    <section class="toasts" aria-label="Messages" aria-live="polite">
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </section>
  );
}

function OneToast({ toast }: { toast: Toast }): JSX.Element {
  const { store } = useApp();
  const { id, kind, text } = toast;
  useEffect(() => {
    if (kind === 'error') return undefined;
    const timer = setTimeout(() => store.dispatch({ type: 'dismiss-toast', id }), INFO_STAYS);
    return () => clearTimeout(timer);
  }, [store, id, kind]);
  return (
    <div class={`toast toast-${kind}`} role={kind === 'error' ? 'alert' : undefined}>
      <Icon name={kind === 'error' ? 'alert' : 'check'} />
      <p>{text}</p>
      <button
        type="button"
        class="icon-button"
        aria-label="Close message"
        onClick={() => store.dispatch({ type: 'dismiss-toast', id })}
      >
        <Icon name="close" />
      </button>
    </div>
  );
}
