import type { JSX } from 'preact';
import { Icon, type IconName } from '../components/icons.tsx';

interface StageBarProps {
  readonly title: string;
  readonly shown: boolean;
  readonly muted: boolean;
  /** How many times as fast a demo plays; absent for what is no demo. */
  readonly speed?: number | undefined;
  readonly onSpeed: () => void;
  readonly onPause: () => void;
  readonly onMute: () => void;
  readonly onScreenshot: () => void;
  readonly onFullscreen: () => void;
  readonly onStop: () => void;
}

/** A slim bar over the game, for the mouse: the keyboard is the game's, so nothing in it takes the focus. */
export function StageBar({
  title,
  shown,
  muted,
  speed,
  onSpeed,
  onPause,
  onMute,
  onScreenshot,
  onFullscreen,
  onStop,
}: StageBarProps): JSX.Element {
  return (
    <div class={shown ? 'stage-bar' : 'stage-bar stage-bar-away'} role="toolbar" aria-label="Game">
      <p class="stage-bar-title">{title}</p>
      <BarButton icon="pause" label="Pause" onClick={onPause} />
      {speed !== undefined && (
        <BarButton
          icon="forward"
          label={speed === 1 ? 'Fast forward' : `${speed}× as fast`}
          onClick={onSpeed}
        />
      )}
      <BarButton icon={muted ? 'muted' : 'sound'} label={muted ? 'Unmute' : 'Mute'} onClick={onMute} />
      <BarButton icon="camera" label="Screenshot" onClick={onScreenshot} />
      <BarButton icon="fullscreen" label="Fullscreen" onClick={onFullscreen} />
      <a class="bar-button" href="#diagnostics" tabIndex={-1}>
        <Icon name="diagnostics" />
        Diagnostics
      </a>
      <BarButton icon="stop" label="Stop" onClick={onStop} />
    </div>
  );
}

function BarButton({
  icon,
  label,
  onClick,
}: {
  icon: IconName;
  label: string;
  onClick: () => void;
}): JSX.Element {
  return (
    <button
      type="button"
      class="bar-button"
      tabIndex={-1}
      // A button with the focus would be pressed by the game's Space and Enter.
      onMouseDown={(event) => event.preventDefault()}
      onClick={onClick}
    >
      <Icon name={icon} />
      {label}
    </button>
  );
}
