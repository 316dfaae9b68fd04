import type { JSX } from 'preact';
import type { Demo, DemosHome } from '../../../main/protocol/demos.ts';
import type { LibraryEntry } from '../../../main/protocol/launcher.ts';
import { messageText } from '../../../main/protocol/texts/index.ts';
import { Icon } from '../../components/icons.tsx';
import { ImportButton } from '../../components/import-button.tsx';
import { useApp } from '../../state/app-context.ts';
import { distinctTitles } from '../../text/game-text.ts';
import { homeTitle } from '../saves/texts.ts';
import { DemoRow } from './demo-row.tsx';
import { Levels } from './levels.tsx';
import { RecordForm } from './record-form.tsx';

interface DemosSectionProps {
  readonly home: DemosHome;
  readonly library: readonly LibraryEntry[];
  /** Told of what was deleted, so that it can be undone. */
  readonly onDeleted: (id: string, what: string) => void;
}

/** Demos and levels of one game with its add-ons. */
export function DemosSection({ home, library, onDeleted }: DemosSectionProps): JSX.Element {
  const { commands } = useApp();
  const { iwad, pwads, merge, port, demos, levels } = home;
  const game = distinctTitles(library.filter(({ kind }) => kind === 'iwad')).get(iwad) ?? home.title;
  const title = homeTitle({ title: game, addOns: home.addOns, port });
  const heading = `demos-${home.home ?? iwad}`;
  const choice = { iwad, pwads, merge, port };
  const titles = [home.title, ...home.addOns];
  const missing = [iwad, ...pwads].flatMap((id, i) => {
    const entry = library.find((known) => known.id === id);
    if (entry === undefined)
      return `${titles[i] ?? 'An add-on'} is not in the library any more. Add its file again to play.`;
    return entry.problem === undefined ? [] : messageText(entry.problem);
  });
  const locked = missing.length > 0;

  const play = async (demo: Demo, time: boolean) => {
    if (await commands.play(choice, { kind: 'demo', place: demo.place, time }))
      window.location.hash = '#play';
  };
  const remove = async (file: string, what: string) => {
    if (home.home === undefined) return;
    const id = await commands.deleteFile(home.home, file);
    if (id !== undefined) onDeleted(id, what);
  };

  return (
    <section class="home-section" aria-labelledby={heading}>
      <header class="panel-header">
        <h2 id={heading}>{title}</h2>
        <ImportButton
          label={`Import a demo for ${title}`}
          fileLabel={`Demo for ${title}`}
          accept=".lmp,.LMP"
          disabled={locked}
          onFile={(file) => void commands.importDemo(choice, file)}
        />
      </header>
      {missing.map((text) => (
        <p key={text} class="problem">
          <Icon name="alert" />
          <span>{text}</span>
        </p>
      ))}
      {demos.length === 0 ? (
        <p class="empty">No demos. Record one, or import a file that ends in .lmp.</p>
      ) : (
        <ul class="rows panel" aria-label={`Demos of ${title}`}>
          {demos.map((demo) => (
            <DemoRow
              key={demo.place.kind === 'file' ? demo.place.file : demo.place.lump}
              demo={demo}
              locked={locked}
              onPlay={() => void play(demo, false)}
              onTime={() => void play(demo, true)}
              onExport={(file) => void (home.home && commands.exportFile(home.home, file))}
              onDelete={(file) => void remove(file, `“${demo.name}”`)}
            />
          ))}
        </ul>
      )}
      {!locked && home.maps.length > 0 && <RecordForm choice={choice} title={title} maps={home.maps} />}
      <Levels levels={levels} title={title} />
    </section>
  );
}
