import type { JSX } from 'preact';

const PATHS = {
  play: 'M7 4.5v15l13-7.5z',
  library: 'M4 4h4v16H4zM10 4h4v16h-4zM16.2 4.6l3.8-1 4 15.4-3.8 1z',
  settings: 'M4 6h9v2H4zM17 6h3v2h-3zM14 4h2v6h-2zM4 16h3v2H4zM11 16h9v2h-9zM8 14h2v6H8z',
  diagnostics: 'M2 11h5l3-7 4 15 3-8h5v2h-3.6l-4.6 12-4.2-15-1.4 3.5H2z',
  saves: 'M4 3h13l4 4v14H3V4zM7 5v5h9V5zM13 6h2v3h-2zM7 14v5h10v-5z',
  demos:
    'M3 5h18v14H3zM5 7v2h2V7zM5 11v2h2v-2zM5 15v2h2v-2zM17 7v2h2V7zM17 11v2h2v-2zM17 15v2h2v-2zM10 8.5v7l5.5-3.5z',
  forward: 'M3 5l9 7-9 7zM12 5l9 7-9 7z',
  clock:
    'M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 5a7 7 0 1 1 0 14 7 7 0 0 1 0-14zM11 7h2v4.5l3 2-1 1.7-4-2.7z',
  trash: 'M9 3h6l1 2h5v2H3V5h5zM5 8h14l-1.2 13H6.2zM9 10.5v8h1.6v-8zM13.4 10.5v8H15v-8z',
  camera:
    'M8 5l1.5-2h5L16 5h6v15H2V5zM12 8.5a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM12 10.5a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
  stop: 'M6 6h12v12H6z',
  pause: 'M6 5h4v14H6zM14 5h4v14h-4z',
  sound: 'M3 9h4l6-5v16l-6-5H3zM15.5 8a5 5 0 0 1 0 8zM15.5 3.5a9 9 0 0 1 0 17v-2a7 7 0 0 0 0-13z',
  muted:
    'M3 9h4l6-5v16l-6-5H3zM15.6 8.2 18.4 11l2.8-2.8 1.4 1.4-2.8 2.8 2.8 2.8-1.4 1.4-2.8-2.8-2.8 2.8-1.4-1.4 2.8-2.8-2.8-2.8z',
  fullscreen: 'M4 4h6v2H6v4H4zM14 4h6v6h-2V6h-4zM4 14h2v4h4v2H4zM18 14h2v6h-6v-2h4z',
  restart: 'M12 4a8 8 0 1 1-7.7 5.8l2 .5A6 6 0 1 0 12 6v3.5L6.5 5 12 .5z',
  save: 'M11 3h2v9l3.5-3.5L18 10l-6 6-6-6 1.5-1.5L11 12zM4 18h16v2H4z',
  close: 'M5.5 4 12 10.5 18.5 4 20 5.5 13.5 12 20 18.5 18.5 20 12 13.5 5.5 20 4 18.5 10.5 12 4 5.5z',
  add: 'M11 4h2v7h7v2h-7v7h-2v-7H4v-2h7z',
  up: 'M12 6l7 8-1.5 1.5L12 9.2l-5.5 6.3L5 14z',
  down: 'M12 18l7-8-1.5-1.5L12 14.8 6.5 8.5 5 10z',
  back: 'M11 5l1.5 1.5L8 11h12v2H8l4.5 4.5L11 19l-7-7z',
  check: 'M9 16.2 4.8 12l-1.4 1.4L9 19 21 7l-1.4-1.4z',
  alert: 'M12 3l10 18H2zM11 10v5h2v-5zM11 17v2h2v-2z',
} as const;

export type IconName = keyof typeof PATHS;

/** A small image next to a text that says the same: screen readers skip it. */
export function Icon({ name }: { name: IconName }): JSX.Element {
  return (
    <svg class="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} fill-rule="evenodd" />
    </svg>
  );
}
