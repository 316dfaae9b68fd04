import type { z } from 'zod';
import type { LauncherRequestName, LauncherRequests, RequestAnswer } from './protocol/launcher.ts';

/** A request as it arrives in its handler: the argument is validated, defaults are filled in. */
export type ParsedArgument<N extends LauncherRequestName> = z.output<LauncherRequests[N][0]>;

/** What answers requests. Each room of main/ brings those of its own; a Refusal that one throws is for the player. */
export type Handlers<N extends LauncherRequestName = LauncherRequestName> = {
  [K in N]: (argument: ParsedArgument<K>) => Promise<RequestAnswer<K>>;
};
