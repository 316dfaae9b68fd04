import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useApp } from '../state/app-context.ts';
import { Icon } from './icons.tsx';

/** What can be undone: something that was deleted from a home, by what the launcher brings it back. */
export interface Undo {
  readonly home: string;
  readonly id: string;
  readonly what: string;
}

/** Shown at the bottom of the view after a deletion, until it is closed. */
export function UndoBar({ undo, onDone }: { undo: Undo; onDone: () => void }): JSX.Element {
  const { commands } = useApp();
  const button = useRef<HTMLButtonElement>(null);
  // The card that had the keyboard is gone.
  useEffect(() => button.current?.focus(), []);
  const bringBack = async () => {
    if (await commands.restoreFile(undo.home, undo.id)) onDone();
  };
  return (
    <div class="undo-bar" role="status">
      <p>{undo.what} was deleted.</p>
      <button ref={button} type="button" class="button" onClick={() => void bringBack()}>
        <Icon name="restart" />
        Undo
      </button>
      <button type="button" class="icon-button" aria-label="Close" onClick={onDone}>
        <Icon name="close" />
      </button>
    </div>
  );
}
