import type { JSX } from 'preact';
import { sourcePortFacts } from '../../../engine/games/source-ports.ts';
import type { Home, HomeExport, SavedGame, Trashed } from '../../../main/protocol/homes.ts';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { homeProblemText } from '../../../main/protocol/texts/homes.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { Icon } from '../../components/icons.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { useApp } from '../../state/app-context.ts';
import { bytesText, countText, fileName } from '../../text/figures.ts';
import { ExportProgress } from './export-progress.tsx';
import { SaveCard } from './save-card.tsx';
import { Screenshots } from './screenshots.tsx';
import { dateText, homeTitle, playedText, saveName } from './texts.ts';

interface HomeSectionProps {
  readonly home: Home;
  readonly library: readonly LibraryEntry[];
  /** What games are played on, where it is not a source port. */
  readonly module: string | undefined;
  /** Present while all of it is being exported. */
  readonly exporting: HomeExport | undefined;
  /** Told of what was deleted, so that it can be undone. */
  readonly onDeleted: (home: string, id: string, what: string) => void;
}

/** What lies in one home, under the name of its game. */
export function HomeSection({ home, library, module, exporting, onDeleted }: HomeSectionProps): JSX.Element {
  const { commands } = useApp();
  const title = homeTitle(home);
  const heading = `home-${home.id}`;
  const locked = lockedBy(home, library, module);

  const load = async (save: SavedGame) => {
    if (home.iwad === undefined || save.slot === undefined) return;
    const start = { kind: 'save', slot: save.slot } as const;
    const { iwad, pwads, merge, port } = home;
    if (await commands.play({ iwad, pwads, merge, port }, start)) window.location.hash = '#play';
  };
  const remove = async (file: string, what: string) => {
    const id = await commands.deleteFile(home.id, file);
    if (id !== undefined) onDeleted(home.id, id, what);
  };
  const exportFile = (file?: string) => void commands.exportFile(home.id, file);

  return (
    <section class="home-section" aria-labelledby={heading}>
      <header class="panel-header">
        <h2 id={heading}>{title}</h2>
        <ImportButton
          label={`Import a save for ${title}`}
          fileLabel={`Saved game for ${title}`}
          accept=".dsg,.DSG"
          onFile={(file) => void commands.importSave(home.id, file)}
        />
        {exporting === undefined ? (
          <button
            type="button"
            class="button"
            aria-label={`Export all of ${title}`}
            onClick={() => exportFile()}
          >
            <Icon name="save" />
            Export all
          </button>
        ) : (
          <ExportProgress title={title} progress={exporting} />
        )}
      </header>
      <p class="fine">{summary(home)}</p>
      {home.problems.map((problem) => (
        <Problem key={problem.params.part} text={homeProblemText(problem)} />
      ))}
      {locked !== undefined && home.saves.length > 0 && <Problem text={locked} />}
      {home.saves.length === 0 ? (
        <p class="empty">No saved games. In the game, F2 saves and F6 saves quickly.</p>
      ) : (
        <ul class="cards" aria-label={`Saved games of ${title}`}>
          {home.saves.map((save) => (
            <SaveCard
              key={save.file}
              home={home.id}
              save={save}
              locked={locked}
              onLoad={() => void load(save)}
              onExport={() => exportFile(save.file)}
              onDelete={() => void remove(save.file, `“${saveName(save)}”`)}
            />
          ))}
        </ul>
      )}
      {home.screenshots.length > 0 && (
        <>
          <h3>Screenshots</h3>
          <Screenshots
            home={home.id}
            screenshots={home.screenshots}
            onExport={exportFile}
            onDelete={(file) => void remove(file, fileName(file))}
          />
        </>
      )}
      <More home={home} onExport={exportFile} />
    </section>
  );
}

/** What is seldom wanted: configuration files, and what was deleted. */
function More({ home, onExport }: { home: Home; onExport: (file: string) => void }): JSX.Element | null {
  const { configs, trash } = home;
  if (configs.length === 0 && trash.length === 0) return null;
  return (
    <div class="home-more">
      {configs.length > 0 && (
        <details>
          <summary>Configuration files ({configs.length})</summary>
          <ul class="rows panel">
            {configs.map(({ file, bytes, changedAt }) => (
              <li key={file}>
                <span class="row-choice">{file}</span>
                <span class="fine">
                  {bytesText(bytes)} · {dateText(changedAt)}
                </span>
                <button
                  type="button"
                  class="icon-button"
                  aria-label={`Export ${file}`}
                  onClick={() => onExport(file)}
                >
                  <Icon name="save" />
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
      {trash.length > 0 && (
        <details>
          <summary>Deleted ({trash.length}), kept for 30 days</summary>
          <ul class="rows panel">
            {trash.map((one) => (
              <Deleted key={one.id} home={home.id} one={one} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

function Deleted({ home, one }: { home: string; one: Trashed }): JSX.Element {
  const { commands } = useApp();
  return (
    <li>
      <span class="row-choice">{one.label}</span>
      <span class="fine">deleted {dateText(one.deletedAt)}</span>
      <button
        type="button"
        class="button"
        aria-label={`Restore ${one.label}`}
        onClick={() => void commands.restoreFile(home, one.id)}
      >
        <Icon name="restart" />
        Restore
      </button>
    </li>
  );
}

function Problem({ text }: { text: string }): JSX.Element {
  return (
    <p class="problem">
      <Icon name="alert" />
      <span>{text}</span>
    </p>
  );
}

/** Why the home's saves cannot be loaded now: something that they need is not in the library. */
function lockedBy(
  home: Home,
  library: readonly LibraryEntry[],
  module: string | undefined,
): string | undefined {
  if (home.iwad === undefined)
    return 'This folder does not say what game it is of. Its saves can be exported.';
  if (home.module !== module)
    return home.module === undefined
      ? `These are saves of ${sourcePortFacts(home.port).title}, and games are played on ${module} now. Start Trapdoom without it to load them.`
      : `This was played on ${home.module}. Start Trapdoom with that module to go on.`;
  const titles = [home.title, ...home.addOns];
  for (const [place, id] of [home.iwad, ...home.pwads].entries()) {
    const entry = library.find((one) => one.id === id);
    if (entry === undefined)
      return `${titles[place]} is not in the library any more. Add it again to load these saves.`;
    if (entry.problem !== undefined) return messageText(entry.problem);
  }
  return undefined;
}

function summary({ lastPlayed, playedSeconds, saves }: Home): string {
  const parts = [countText(saves.length, 'saved game')];
  if (playedSeconds > 0) parts.push(`played for ${playedText(playedSeconds)}`);
  if (lastPlayed !== undefined) parts.push(`last on ${dateText(lastPlayed)}`);
  return parts.join(' · ');
}
