import type { JSX } from 'preact';
import { VIEWS, type View } from '../state/app-state.ts';
import { Icon } from './icons.tsx';

export const VIEW_NAMES: Readonly<Record<View, string>> = {
  play: 'Play',
  library: 'Library',
  saves: 'Saved games',
  demos: 'Demos',
  settings: 'Settings',
  diagnostics: 'Diagnostics',
};

interface NavProps {
  readonly view: View;
  /** The game that runs behind another view. */
  readonly playing: string | undefined;
  readonly version: string | undefined;
}

/** Links to the views. Each is an address of its own (`#library`), so that Back works as in any browser. */
export function Nav({ view, playing, version }: NavProps): JSX.Element {
  return (
    <nav class="nav" aria-label="Trapdoom">
      <ul>
        {VIEWS.map((name) => (
          <li key={name}>
            <a href={`#${name}`} aria-current={name === view ? 'page' : undefined}>
              <Icon name={name} />
              <span>{VIEW_NAMES[name]}</span>
              {name === 'play' && playing !== undefined && (
                <span class="nav-running">
                  <span class="visually-hidden">{playing} is </span>running
                </span>
              )}
            </a>
          </li>
        ))}
      </ul>
      {version !== undefined && <p class="nav-version">Trapdoom {version}</p>}
    </nav>
  );
}
