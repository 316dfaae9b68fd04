import type { JSX } from 'preact';
import type { LevelRun } from '../../../main/protocol/demos.ts';
import { clockText, dateText } from '../saves/texts.ts';
import { shareText } from './texts.ts';

/** Finished levels: each with how often, the best time, and what was best of kills, items and secrets. */
export function Levels({ levels, title }: { levels: readonly LevelRun[]; title: string }): JSX.Element {
  if (levels.length === 0)
    return (
      <p class="empty">
        No finished levels yet. They are counted as they are finished, up to 32 of one game.
      </p>
    );
  const maps = [...new Set(levels.map(({ map }) => map))].sort();
  return (
    <div class="levels scroll">
      <table>
        <caption class="visually-hidden">Finished levels of {title}</caption>
        <thead>
          <tr>
            {['Level', 'Finished', 'Best time', 'Par', 'Kills', 'Items', 'Secrets', 'Last'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {maps.map((map) => (
            <LevelRow key={map} map={map} runs={levels.filter((level) => level.map === map)} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function LevelRow({ map, runs }: { map: string; runs: readonly LevelRun[] }): JSX.Element {
  const [last] = runs;
  const most = (of: 'kills' | 'items' | 'secrets') =>
    runs.map((run) => run[of]).reduce((best, one) => (one.got > best.got ? one : best));
  const par = last?.parSeconds ?? 0;
  return (
    <tr>
      <th scope="row">{map}</th>
      <td>{runs.length}</td>
      <td>{clockText(Math.min(...runs.map(({ seconds }) => seconds)))}</td>
      <td>{par === 0 ? '–' : clockText(par)}</td>
      <td>{shareText(most('kills'))}</td>
      <td>{shareText(most('items'))}</td>
      <td>{shareText(most('secrets'))}</td>
      <td>{last === undefined ? '' : dateText(last.at)}</td>
    </tr>
  );
}
