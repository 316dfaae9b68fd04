import { z } from 'zod';
import { SOURCE_PORTS } from './source-port-facts.ts';

export * from './source-port-facts.ts';

/** A source port's id, in messages and stored documents. */
export const sourcePort = z.enum(SOURCE_PORTS.map(({ id }) => id));
