import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type BackendName, backendInfo } from '../../../engine/wasm/spec/backends.ts';
import {
  type FrameCost,
  LINES_MIN,
  type PictureSettings,
  RESOLUTIONS,
  WIDESCREENS,
} from '../../../main/protocol/picture.ts';
import { useApp } from '../../state/app-context.ts';
import { Choice, Selection } from './controls.tsx';
import type { Option } from './options.ts';

interface PictureChoicesProps {
  readonly picture: PictureSettings;
  /** The backend that games start on. */
  readonly backend: BackendName;
  /** What was measured is read anew when this changes. */
  readonly occasion: string;
  readonly change: (patch: Partial<PictureSettings>) => void;
}

const SHAPES: Readonly<Record<PictureSettings['widescreen'], string>> = {
  '4:3': '4:3',
  '16:10': '16:10',
  '16:9': '16:9',
  '21:9': '21:9',
  '32:9': '32:9',
  window: 'As the window',
};
/** Frames a second that can be chosen. */
const RATES = [35, 60];

/** How Woof draws its frames. It reads that when it starts. */
export function PictureChoices({ picture, backend, occasion, change }: PictureChoicesProps): JSX.Element {
  const costs = useCosts(occasion);
  const { resolution, widescreen, frameRate } = picture;
  const rates = typeof frameRate === 'number' && !RATES.includes(frameRate) ? [...RATES, frameRate] : RATES;
  return (
    <>
      <Choice
        legend="Woof!: resolution"
        name="resolution"
        options={resolutions(resolution, backend, costs)}
        value={String(resolution)}
        onChange={(value) => change({ resolution: resolutionOf(value) })}
      />
      <fieldset class="panel setting">
        <legend>Woof!: shape and frame rate</legend>
        <Selection
          label="Shape"
          text="Wider than 4:3, you see more to the sides. Applies to the next start."
          options={WIDESCREENS.map((value) => ({ value, label: SHAPES[value] }))}
          value={widescreen}
          onChange={(value) => change({ widescreen: value })}
        />
        <Selection
          label="Frames a second"
          text="Woof! computes 35 steps a second, and draws what is between them. Applies to the next start."
          options={[
            ...rates.map((rate) => ({ value: String(rate), label: rateLabel(rate) })),
            { value: 'display', label: 'As the display' },
          ]}
          value={String(frameRate)}
          onChange={(value) => change({ frameRate: value === 'display' ? value : Number(value) })}
        />
      </fieldset>
    </>
  );
}

function resolutionOf(value: string): PictureSettings['resolution'] {
  return value === 'auto' || value === 'window' ? value : Number(value);
}

function rateLabel(rate: number): string {
  return rate === RATES[0] ? `${rate}, as in 1993` : `At most ${rate}`;
}

/** All resolutions that can be chosen, and the one that was chosen in the game. */
function resolutions(
  chosen: PictureSettings['resolution'],
  backend: BackendName,
  costs: readonly FrameCost[] | undefined,
): Option<string>[] {
  const own = typeof chosen === 'number' && !RESOLUTIONS.some((lines) => lines === chosen) ? [chosen] : [];
  const fixed = [...RESOLUTIONS, ...own].sort((a, b) => a - b);
  return [
    {
      value: 'auto',
      label: 'Automatic',
      text: 'Keeps 60 frames a second. Falls by a step while you play, where this machine is too slow.',
    },
    ...fixed.map((lines) => ({
      value: String(lines),
      label: `${Math.round((lines * 100) / LINES_MIN)} %: ${lines} lines`,
      text: costText(lines, backend, costs),
    })),
    { value: 'window', label: 'As the window', text: 'A line for each that the window has. The sharpest.' },
  ];
}

function costText(lines: number, backend: BackendName, costs: readonly FrameCost[] | undefined): string {
  if (costs === undefined) return '';
  const cost = costs.find((one) => one.backend === backend && one.lines === lines);
  if (cost === undefined) return `Not measured yet on the ${backendInfo(backend).phrase}.`;
  return `Took ${milliseconds(cost.medianMs)} a frame, and 9 of 10 at most ${milliseconds(cost.slowMs)}, on the ${backendInfo(backend).phrase}.`;
}

function milliseconds(ms: number): string {
  return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
}

/** What frames took on this machine; undefined until that is known. */
function useCosts(occasion: string): readonly FrameCost[] | undefined {
  const { commands } = useApp();
  const [costs, setCosts] = useState<readonly FrameCost[] | undefined>(undefined);
  useEffect(() => {
    let current = true;
    void commands.frameCosts().then((read) => current && setCosts(read));
    return () => {
      current = false;
    };
    // A game that ends has stored what it measured.
  }, [commands, occasion]);
  return costs;
}
