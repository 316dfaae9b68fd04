import { BACKENDS, type BackendName } from '../../../engine/wasm/spec/backends.ts';
import type { Settings } from '../../../main/protocol/launcher.ts';

export interface Option<T extends string> {
  readonly value: T;
  readonly label: string;
  readonly text: string;
}

export const BACKEND_OPTIONS: readonly Option<BackendName>[] = BACKENDS.map(({ name, label, text }) => ({
  value: name,
  label,
  text,
}));

export const SHAPES: readonly Option<Settings['aspect']>[] = [
  {
    value: '4:3',
    label: '4:3, as it was drawn',
    text: 'Pixels are a little taller than wide, as on the screens of 1993.',
  },
  {
    value: 'square',
    label: 'Square pixels',
    text: 'The picture is wider and flatter; nothing is stretched.',
  },
  { value: 'stretch', label: 'Fill the window', text: 'Stretched to whatever shape the window has.' },
];

/** How pixels are made as large as the window; the first is what Chocolate Doom does. */
export const SCALINGS: readonly Option<Settings['scaling']>[] = [
  {
    value: 'smooth',
    label: 'Sharp, smooth seams',
    text: 'Pixels keep their edges; only the seams are blended.',
  },
  {
    value: 'nearest',
    label: 'Sharp',
    text: 'Nothing is blended, so some pixels are a little larger than others.',
  },
  { value: 'soft', label: 'Soft', text: 'Colours run from pixel to pixel.' },
  {
    value: 'integer',
    label: 'Whole pixels only',
    text: 'Every pixel is equally large. There may be a black border, and 4:3 is only met nearly.',
  },
];

/** MiB. */
export const MEMORY_LIMITS: readonly number[] = [512, 1024, 2048, 4096, 8192, 16_384];
export const HOME_LIMITS: readonly number[] = [256, 512, 1024, 2048, 4096, 16_384, 65_536];
