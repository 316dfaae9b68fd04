import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { type Undo, UndoBar } from '../../components/undo-bar.tsx';
import { SCREENSHOT_KEYS } from '../../input/keyboard.ts';
import type { AppState } from '../../state/app-state.ts';
import type { LauncherCommands } from '../../state/launcher.ts';
import { useHomeFiles } from '../../state/use-home-files.ts';
import { HomeSection } from './home-section.tsx';

const read = (commands: LauncherCommands) => commands.homes();

/** All saved games and screenshots, by game. */
export function SavesView({ state }: { state: AppState }): JSX.Element {
  const session = state.launcher?.session;
  const homes = useHomeFiles(read, `${session?.id} ${session?.status}`);
  const [undo, setUndo] = useState<Undo>();
  const library = state.launcher?.library ?? [];
  const tall = state.launcher?.settings.aspect !== 'square';
  return (
    <div class={tall ? 'page saves-tall' : 'page'}>
      <header class="page-header">
        <div>
          <h1>Saved games</h1>
          <p class="lead">
            Each game has a folder of its own, and so has each order of add-ons: saves never meet levels they
            were not made in.
          </p>
        </div>
      </header>
      {homes?.length === 0 && (
        <p class="empty panel">
          Nothing yet. In a game, <kbd>F2</kbd> saves, and <kbd>{SCREENSHOT_KEYS}</kbd> takes a screenshot.
        </p>
      )}
      {homes?.map((home) => (
        <HomeSection
          key={home.id}
          home={home}
          library={library}
          module={state.launcher?.module?.name}
          exporting={state.exports.find(({ home: id }) => id === home.id)}
          onDeleted={(at, id, what) => setUndo({ home: at, id, what })}
        />
      ))}
      {undo !== undefined && <UndoBar key={undo.id} undo={undo} onDone={() => setUndo(undefined)} />}
    </div>
  );
}
