import type { SourcePort } from '../../engine/games/source-ports.ts';
import { chocolate } from './chocolate/port.ts';
import type { PortConfiguration } from './port-configuration.ts';
import { woof } from './woof/port.ts';

const PORTS: Readonly<Record<SourcePort, PortConfiguration>> = { chocolate, woof };

/** What is known of a source port's configuration. */
export function configurationOf(port: SourcePort): PortConfiguration {
  return PORTS[port];
}
