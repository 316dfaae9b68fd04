import type { JSX } from 'preact';

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['←', '↑', '↓', '→'], 'walk and turn'],
  [['Ctrl'], 'fire'],
  [['Space'], 'open doors'],
  [['Shift'], 'run'],
  [['Esc'], 'menu'],
];

/** The keys that a first game needs: Chocolate Doom's own defaults. */
export function HowToPlay(): JSX.Element {
  return (
    <section class="how-to" aria-labelledby="how-to-heading">
      <h2 id="how-to-heading" class="eyebrow">
        Keys
      </h2>
      <ul>
        {KEYS.map(([keys, does]) => (
          <li key={does}>
            {keys.map((key) => (
              <kbd key={key}>{key}</kbd>
            ))}
            <span>{does}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
