import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { launchOptions } from '../protocol/launch-options.ts';
import type { DocumentFormat } from '../storage/document.ts';

/** As many load orders' choices are kept, the newest. */
export const CHOICES_MAX = 1000;

const choice = z.object({
  /** The load order, by the name of its home. */
  id: z.string().max(255),
  port: sourcePort.optional(),
  /** Options of a newer Trapdoom stay in the document. */
  options: z.object(launchOptions.shape).optional(),
});

const schema = z.object({ choices: z.array(choice).max(CHOICES_MAX).default([]) });
export type StoredChoices = z.infer<typeof schema>;

/** `choices.json`. */
export const storedChoices: DocumentFormat<StoredChoices> = { version: 1, migrations: [], schema };
