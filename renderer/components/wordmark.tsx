import type { JSX } from 'preact';

/** Letters on a grid of 10 by 12, chiselled: corners are cut. Holes by the even-odd rule. */
const GLYPHS: Readonly<Record<string, string>> = {
  T: 'M0 0H10V3L8.5 4V3H6.7V10.5L5 12 3.3 10.5V3H1.5V4L0 3Z',
  R: 'M0 0H8L10 2V5.5L8.3 7 10 9.5V12L6.8 11 4.5 7.6H3.3V12L0 11ZM3.3 2.8V5.2H6L6.7 4.5V3.4L6 2.8Z',
  A: 'M3.5 0H6.5L10 12 6.7 11.2 6.2 8.8H3.8L3.3 11.2 0 12ZM5 3.2 4.2 6.4H5.8Z',
  P: 'M0 0H8L10 2V6L8 8H3.3V12L0 11ZM3.3 2.8V5.4H6L6.7 4.8V3.4L6 2.8Z',
  D: 'M0 0H7L10 3V9L7 12H0ZM3.3 2.8V9.2H5.8L6.7 8.3V3.7L5.8 2.8Z',
  O: 'M3 0H7L10 3V9L7 12H3L0 9V3ZM4.2 2.8 3.3 3.7V8.3L4.2 9.2H5.8L6.7 8.3V3.7L5.8 2.8Z',
  M: 'M0 0H3L6 4.5 9 0H12V12L9 11V5.5L6 9.6 3 5.5V11L0 12Z',
};
const GAP = 1.4;

/** The program's name, drawn; what it says is said by the text beside it. */
export function Wordmark(): JSX.Element {
  let x = 0;
  const letters = [...'TRAPDOOM'].map((letter) => {
    const at = x;
    x += (letter === 'M' ? 12 : 10) + GAP;
    return { letter, at };
  });
  return (
    <svg class="wordmark" viewBox={`0 0 ${x - GAP} 12`} aria-hidden="true" focusable="false">
      <defs>
        <linearGradient id="wordmark-fill" x1="0" y1="0" x2="0" y2="1">
          <stop offset="0" stop-color="#fff3d6" />
          <stop offset="0.45" stop-color="#f0a24a" />
          <stop offset="0.55" stop-color="#b8481a" />
          <stop offset="1" stop-color="#ff8a2a" />
        </linearGradient>
      </defs>
      {letters.map(({ letter, at }) => (
        <path key={at} d={GLYPHS[letter]} transform={`translate(${at} 0)`} fill-rule="evenodd" />
      ))}
    </svg>
  );
}
