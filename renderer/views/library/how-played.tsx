import type { JSX } from 'preact';
import { SOURCE_PORTS, type SourcePort, sourcePortFacts } from '../../../engine/games/source-ports.ts';
import { COMPLEVELS, hasOption, type LaunchOptions } from '../../../main/protocol/launch-options.ts';
import type { OwnChoice } from '../../../main/protocol/launcher.ts';
import { SKILLS } from '../../text/skills.ts';

/** The value of a choice that is left to the load order, or to the game. */
const AUTOMATIC = '';

const LEVELS: Readonly<Record<(typeof COMPLEVELS)[number], string>> = {
  vanilla: 'Doom 1.9',
  boom: 'Boom',
  mbf: 'MBF',
  mbf21: 'MBF21',
};
const SWITCHES = [
  ['noMonsters', 'No monsters'],
  ['fastMonsters', 'Fast monsters'],
  ['respawnMonsters', 'Monsters come back'],
  ['pistolStart', 'Each level begins with a pistol'],
  ['coopSpawns', 'Things of multiplayer games too'],
] as const satisfies readonly (readonly [keyof LaunchOptions, string])[];

interface HowPlayedProps {
  readonly own: OwnChoice;
  /** What plays the load order. */
  readonly port: SourcePort;
  /** The levels that it can begin in. */
  readonly maps: readonly string[];
  choose(own: OwnChoice): void;
}

/** The player's own choice of how a load order is played: by which source port, and how it begins. */
export function HowPlayed({ own, port, maps, choose }: HowPlayedProps): JSX.Element {
  const { options = {} } = own;
  const set = (change: Partial<LaunchOptions>) => choose({ ...own, options: { ...options, ...change } });
  const choosePort = (value: string) => {
    const { port: _, ...others } = own;
    const wanted = SOURCE_PORTS.find(({ id }) => id === value)?.id;
    choose(wanted === undefined ? others : { ...others, port: wanted });
  };
  const chosen = chosenTexts(own, port);
  return (
    <details class="how-played">
      <summary>How it is played{chosen.length > 0 && `: ${chosen.join(', ')}`}</summary>
      <div class="how-played-fields">
        <Choice
          label="Played by"
          automatic="Automatic"
          value={own.port ?? AUTOMATIC}
          values={SOURCE_PORTS.map(({ id, title }) => [id, title])}
          choose={choosePort}
        />
        <Choice
          label="Begins at"
          automatic="Title screen"
          value={options.map ?? AUTOMATIC}
          values={maps.map((map) => [map, map])}
          choose={(map) => set({ map: map === AUTOMATIC ? undefined : map })}
        />
        <Choice
          label="Skill"
          automatic={options.map === undefined ? 'As the menu asks' : SKILLS[DEFAULT_SKILL - 1]!}
          value={String(options.skill ?? AUTOMATIC)}
          values={SKILLS.map((skill, i) => [String(i + 1), skill])}
          choose={(skill) => set({ skill: skill === AUTOMATIC ? undefined : Number(skill) })}
        />
        {hasOption(port, 'complevel') && (
          <Choice
            label="Rules"
            automatic="As the WAD asks"
            value={options.complevel ?? AUTOMATIC}
            values={COMPLEVELS.map((level) => [level, LEVELS[level]])}
            choose={(value) => set({ complevel: COMPLEVELS.find((level) => level === value) })}
          />
        )}
        {SWITCHES.filter(([name]) => hasOption(port, name)).map(([name, text]) => (
          <label key={name} class="order-merge">
            <input
              type="checkbox"
              checked={options[name] === true}
              onChange={({ currentTarget }) => set({ [name]: currentTarget.checked || undefined })}
            />
            {text}
          </label>
        ))}
      </div>
    </details>
  );
}

/** What the game takes where nothing was chosen: "Hurt me plenty". */
const DEFAULT_SKILL = 3;

interface ChoiceProps {
  readonly label: string;
  readonly automatic: string;
  readonly value: string;
  readonly values: readonly (readonly [value: string, text: string])[];
  choose(value: string): void;
}

function Choice({ label, automatic, value, values, choose }: ChoiceProps): JSX.Element {
  return (
    <label class="field">
      <span>{label}</span>
      <select value={value} onChange={({ currentTarget }) => choose(currentTarget.value)}>
        <option value={AUTOMATIC}>{automatic}</option>
        {values.map(([one, text]) => (
          <option key={one} value={one}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

/** What the player has chosen, in a few words each; what the port does not have is left out. */
function chosenTexts({ port: own, options = {} }: OwnChoice, port: SourcePort): string[] {
  const { map, skill, complevel } = options;
  return [
    own && sourcePortFacts(own).title,
    map,
    skill && SKILLS[skill - 1],
    complevel && hasOption(port, 'complevel') && LEVELS[complevel],
    ...SWITCHES.map(([name, text]) => options[name] === true && hasOption(port, name) && text),
  ].filter((text) => typeof text === 'string');
}
