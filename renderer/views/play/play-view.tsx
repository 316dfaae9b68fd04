import type { JSX } from 'preact';
import { Backdrop } from '../../art/backdrop.tsx';
import { Stage } from '../../stage/stage.tsx';
import { type AppState, activeSession, endedSession, gameTitle } from '../../state/app-state.ts';
import { EndCard } from '../end/end-card.tsx';
import { Home } from './home.tsx';

/** The running game; else how the last one ended; else the first screen. */
export function PlayView({ state }: { state: AppState }): JSX.Element {
  const running = activeSession(state);
  if (running !== undefined && state.launcher !== undefined) {
    return (
      <Stage
        key={running.id}
        session={running}
        title={gameTitle(state, running)}
        settings={state.launcher.settings}
      />
    );
  }
  const ended = endedSession(state);
  return (
    <>
      <Backdrop dimmed={ended !== undefined} />
      <div class="play-view">
        {ended?.end === undefined ? (
          <Home state={state} />
        ) : (
          <div class="end-frame">
            <EndCard session={ended.id} title={gameTitle(state, ended)} end={ended.end} />
          </div>
        )}
      </div>
    </>
  );
}
