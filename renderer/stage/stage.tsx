import type { JSX } from 'preact';
import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import type { SessionState, Settings } from '../../main/protocol/launcher.ts';
import { FULLSCREEN_KEYS, MENU_KEYS, SCREENSHOT_KEYS } from '../input/keyboard.ts';
import { placeOn } from '../screen/placement.ts';
import { useApp } from '../state/app-context.ts';
import { PaceOverlay } from './pace-overlay.tsx';
import { PauseMenu } from './pause-menu.tsx';
import { Picture } from './picture.tsx';
import { StageBar } from './stage-bar.tsx';
import { useAwakeScreen } from './use-awake.ts';
import { useDisplay } from './use-display.ts';
import { useFullscreen } from './use-fullscreen.ts';
import { useGamepads } from './use-gamepad.ts';
import { useGameKeyboard } from './use-keyboard.ts';
import { useGameMouse } from './use-mouse.ts';
import { usePageIcon } from './use-page-icon.ts';
import { usePlayerStatus } from './use-player.ts';

interface StageProps {
  readonly session: SessionState;
  /** The game's, as the library has it. */
  readonly title: string;
  readonly settings: Settings;
}

/** How long the bar stays after the mouse has moved, and the hint after the game's first frame; milliseconds. */
const BAR_STAYS = 2500;
const HINT_STAYS = 9000;

/** A running game: its frame, and what the launcher shows over it. */
export function Stage({ session, title, settings }: StageProps): JSX.Element {
  const { player, commands } = useApp();
  const status = usePlayerStatus();
  const stage = useRef<HTMLDivElement>(null);
  const [barShown, showBar] = useShortly(BAR_STAYS);
  const [hintShown, showHint] = useShortly(HINT_STAYS);
  const mine = status.session === session.id;
  const running = mine && status.picture;
  const paused = mine ? status.paused : undefined;
  const { pauseOnBlur, aspect, scaling } = settings;
  const playing = running && paused === undefined;

  const onFullscreen = useFullscreen({ stage, running, atOnce: settings.fullscreen });
  const onStop = useCallback(() => void commands.stop(), [commands]);
  const onScreenshot = useCallback(() => void commands.takeScreenshot(), [commands]);

  const demo = session.plays === 'demo';
  const onSpeed = useCallback(() => player.changeSpeed(), [player]);
  useGameKeyboard({
    player,
    active: running,
    pauseOnBlur,
    onFullscreen,
    onScreenshot,
    onSpeed: demo ? onSpeed : undefined,
  });
  useDisplay(player, mine && paused === undefined, settings.picture.frameRate);
  useGamepads(player, mine && paused === undefined, settings.padMappings);
  const pictureArea = useCallback(() => {
    const canvas = stage.current?.querySelector('canvas');
    const size = player.pictureSize;
    return canvas && size ? placeOn(size, canvas, { aspect, scaling }) : undefined;
  }, [player, aspect, scaling]);
  const grab = status.wantsMouse && settings.grabMouse;
  const toBeClicked = useGameMouse({ player, stage, playing, grab, picture: pictureArea });
  useAwakeScreen(playing);
  useEffect(() => {
    if (running) showHint();
  }, [running, showHint]);
  // A player in another view does not play.
  useEffect(
    () => () => {
      if (pauseOnBlur && player.status.session === session.id) player.pause('away');
    },
    [player, pauseOnBlur, session.id],
  );
  usePageIcon(mine ? status.icon : undefined);
  useEffect(() => {
    // While the game has the mouse it is nobody else's.
    const onMove = () => document.pointerLockElement === null && showBar();
    window.addEventListener('mousemove', onMove);
    return () => window.removeEventListener('mousemove', onMove);
  }, [showBar]);
  useEffect(() => {
    if (paused === undefined) stage.current?.querySelector('canvas')?.focus();
  }, [paused]);

  const hidden = playing && !barShown;
  return (
    <div ref={stage} class={hidden ? 'stage stage-quiet' : 'stage'} data-testid="stage">
      <Picture view={settings} title={title} />
      {settings.overlay && running && <PaceOverlay />}
      {!running && <Starting title={title} onStop={onStop} />}
      {playing && toBeClicked && (
        <p class="hint" role="status">
          Click the game to turn with the mouse. <kbd>Esc</kbd> releases it.
        </p>
      )}
      {playing && hintShown && !toBeClicked && (
        <p class="hint" role="status">
          {session.keys !== false && (
            <>
              <kbd>Esc</kbd> opens the game’s menu.{' '}
            </>
          )}
          <kbd>{MENU_KEYS}</kbd> or a move of the mouse brings back Trapdoom, <kbd>{FULLSCREEN_KEYS}</kbd>{' '}
          fills the screen, <kbd>{SCREENSHOT_KEYS}</kbd> takes a screenshot.
        </p>
      )}
      <StageBar
        title={status.title || session.title}
        shown={barShown && paused === undefined}
        muted={settings.muted}
        speed={demo ? status.speed : undefined}
        onSpeed={onSpeed}
        onPause={() => player.pause('menu')}
        onMute={() => void commands.changeSettings({ muted: !settings.muted })}
        onScreenshot={onScreenshot}
        onFullscreen={onFullscreen}
        onStop={onStop}
      />
      {running && paused !== undefined && (
        <PauseMenu
          reason={paused}
          onResume={() => player.resume()}
          onFullscreen={onFullscreen}
          onStop={onStop}
        />
      )}
    </div>
  );
}

function Starting({ title, onStop }: { title: string; onStop: () => void }): JSX.Element {
  return (
    <div class="starting" role="status">
      <div class="spinner" aria-hidden="true" />
      <p>Starting {title}…</p>
      <button type="button" class="button" onClick={onStop}>
        Cancel
      </button>
    </div>
  );
}

/** A flag that `show` sets for a while. */
function useShortly(milliseconds: number): [shown: boolean, show: () => void] {
  const [shown, setShown] = useState(false);
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const show = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => setShown(false), milliseconds);
    setShown(true);
  }, [milliseconds]);
  useEffect(() => () => clearTimeout(timer.current), []);
  return [shown, show];
}
