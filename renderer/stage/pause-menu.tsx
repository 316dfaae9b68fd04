import type { JSX } from 'preact';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { Icon } from '../components/icons.tsx';
import type { PauseReason } from '../player/player.ts';

interface PauseMenuProps {
  readonly reason: PauseReason;
  readonly onResume: () => void;
  readonly onFullscreen: () => void;
  readonly onStop: () => void;
}

const REASONS: Record<PauseReason, string> = {
  blur: 'The window lost the keyboard, so the game waits.',
  menu: 'The game waits.',
  away: 'The game waited while you looked around.',
};

/** Covers a paused game. A click anywhere, or Enter, continues it. */
export function PauseMenu({ reason, onResume, onFullscreen, onStop }: PauseMenuProps): JSX.Element {
  const resume = useRef<HTMLButtonElement>(null);
  useLayoutEffect(() => {
    resume.current?.focus();
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      onResume();
    };
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [onResume]);
  return (
    <div class="cover pause-cover" role="dialog" aria-modal="true" aria-labelledby="pause-heading">
      <button type="button" class="click-anywhere" tabIndex={-1} aria-hidden="true" onClick={onResume} />
      <div class="pause-panel">
        <h2 id="pause-heading">Paused</h2>
        <p>{REASONS[reason]}</p>
        <button ref={resume} type="button" class="button button-primary" onClick={onResume}>
          <Icon name="play" />
          Resume
        </button>
        <div class="button-row">
          <button type="button" class="button" onClick={onFullscreen}>
            <Icon name="fullscreen" />
            Fullscreen
          </button>
          <a class="button" href="#diagnostics">
            <Icon name="diagnostics" />
            Diagnostics
          </a>
          <button type="button" class="button" onClick={onStop}>
            <Icon name="stop" />
            Stop
          </button>
        </div>
        <p class="fine">Click anywhere to continue.</p>
      </div>
    </div>
  );
}
