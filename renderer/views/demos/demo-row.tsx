import type { JSX } from 'preact';
import type { Demo } from '../../../main/protocol/demos.ts';
import { demoProblemText } from '../../../main/protocol/texts/demos.ts';
import { Icon } from '../../components/icons.tsx';
import { SKILLS } from '../../text/skills.ts';
import { dateText } from '../saves/texts.ts';
import { lengthText, timingText } from './texts.ts';

interface DemoRowProps {
  readonly demo: Demo;
  readonly locked: boolean;
  readonly onPlay: () => void;
  readonly onTime: () => void;
  readonly onExport: (file: string) => void;
  readonly onDelete: (file: string) => void;
}

/** A demo, what it says of itself, and what timing it came to. */
export function DemoRow({ demo, locked, onPlay, onTime, onExport, onDelete }: DemoRowProps): JSX.Element {
  const { name, facts, place, problem, recordedAt, timings } = demo;
  const disabled = locked || problem !== undefined;
  const what = [
    ...(facts === undefined
      ? []
      : [facts.map, SKILLS[facts.skill] ?? '', lengthText(facts.tics), `version ${facts.version}`]),
    ...(facts !== undefined && facts.players > 1 ? [`${facts.players} players`] : []),
    ...(recordedAt === undefined ? [] : [dateText(recordedAt)]),
  ];
  return (
    <li>
      <span class="row-choice demo-name">
        <span>
          <strong>{name}</strong>
          <span class="fine">{what.join(' · ')}</span>
        </span>
      </span>
      <button type="button" class="button" disabled={disabled} aria-label={`Play ${name}`} onClick={onPlay}>
        <Icon name="play" />
        Play
      </button>
      <button type="button" class="button" disabled={disabled} aria-label={`Time ${name}`} onClick={onTime}>
        <Icon name="clock" />
        Time
      </button>
      {place.kind === 'file' && (
        <>
          <button
            type="button"
            class="icon-button"
            aria-label={`Export ${name}`}
            onClick={() => onExport(place.file)}
          >
            <Icon name="save" />
          </button>
          <button
            type="button"
            class="icon-button"
            aria-label={`Delete ${name}`}
            onClick={() => onDelete(place.file)}
          >
            <Icon name="trash" />
          </button>
        </>
      )}
      {problem !== undefined && (
        <p class="problem">
          <Icon name="alert" />
          <span>{demoProblemText(problem)}</span>
        </p>
      )}
      {timings.length > 0 && <p class="demo-timings fine">{timingText(timings)}</p>}
    </li>
  );
}
