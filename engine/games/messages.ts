import { z } from 'zod';
import { messageOf, none } from '../messages/schema.ts';

/** Why a file is no WAD that a game could read: a part of other messages. */
export const wadProblems = {
  'wad-not-a-file': none,
  'wad-without-magic': none,
  'wad-header-cut': z.strictObject({ bytes: z.number() }),
  'wad-lump-count': z.strictObject({ count: z.number(), limit: z.number() }),
  'wad-directory-outside': z.strictObject({
    count: z.number(),
    from: z.number(),
    to: z.number(),
    bytes: z.number(),
  }),
  'wad-shortened': none,
};
export const wadProblem = messageOf(wadProblems);
export type WadProblem = z.infer<typeof wadProblem>;
