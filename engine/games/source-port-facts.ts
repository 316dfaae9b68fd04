/** A source port: a program that plays Doom's WADs, and that Trapdoom builds and ships. */
export interface SourcePortFacts {
  /** As the command line, stored documents and messages name it. */
  readonly id: string;
  readonly title: string;
  /** Its module, in the folder of the game modules. */
  readonly module: string;
  /** Its own data, in the same folder. The game does not start without it. */
  readonly resources: readonly string[];
  /** The files of its configuration, in a home. */
  readonly configuration: readonly string[];
}

/** All source ports; the first one plays where nothing needs another. */
export const SOURCE_PORTS = [
  {
    id: 'chocolate',
    title: 'Chocolate Doom',
    module: 'chocolate-doom.wasm',
    resources: [],
    configuration: ['default.cfg', 'chocolate-doom.cfg'],
  },
  {
    id: 'woof',
    title: 'Woof!',
    module: 'woof.wasm',
    resources: ['woof.pk3'],
    configuration: ['woof.cfg'],
  },
] as const satisfies readonly SourcePortFacts[];

export type SourcePort = (typeof SOURCE_PORTS)[number]['id'];

export const DEFAULT_PORT: SourcePort = SOURCE_PORTS[0].id;

/** Names of all files in which source ports keep their configuration, in a home. */
export const CONFIGURATION_FILES = SOURCE_PORTS.flatMap(({ configuration }) => [...configuration]);
export type ConfigurationFile = (typeof CONFIGURATION_FILES)[number];

/** What is known of a source port. */
export function sourcePortFacts(port: SourcePort): SourcePortFacts {
  const facts = SOURCE_PORTS.find(({ id }) => id === port);
  if (facts === undefined) throw new Error(`${port} is no source port`);
  return facts;
}
