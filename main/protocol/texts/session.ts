import type { z } from 'zod';
import type {
  backendReason,
  backendReasons,
  keptBackends,
  sessionEnds,
  sessionNotices,
} from '../../../engine/session/messages.ts';
import { backendInfo } from '../../../engine/wasm/spec/backends.ts';
import { faultText, remedy } from './faults.ts';
import { gameEndTexts, gameNoticeTexts, gameRefusalTexts } from './games.ts';
import { type Texts, textOf } from './table.ts';
import { counted, listed, mebibytes, number, phrase, quoted } from './words.ts';

export const sessionTexts: Texts<typeof sessionNotices> = {
  ...gameNoticeTexts,
  'wads-missing': gameEndTexts['wads-missing'],
  'music-stays-off': () => 'Music stays off until the game starts again.',
  'game-not-saved': ({ fault }) =>
    `The game could not be saved: ${faultText(fault)}. The slot still holds its earlier saved game. ${remedy(fault)}, then save again.`,
  'file-not-stored': ({ file, fault }) =>
    `“${file}” could not be stored: ${faultText(fault)}. Its earlier content is still there.`,
  'file-not-made': ({ fault }) => `The game could not create a file: ${faultText(fault)}. ${remedy(fault)}.`,
  'home-folder-remade': ({ folder }) =>
    `The game’s folder “${folder}” was removed while the game was running. Trapdoom has created it again, empty, so that the game can save.`,
  'saved-for-recovery': () =>
    'The game could not save in its folder, so it saved for recovery instead. You find that saved game under Saved games.',
  'recovery-not-kept': ({ fault }) =>
    `The game could not save in its folder, and its recovery file could not be kept: ${faultText(fault)}.`,
};

const SAFE = 'Your saved games are safe.';

export const sessionEndTexts: Texts<typeof sessionEnds> = {
  ...gameEndTexts,
  ...gameRefusalTexts,
  'game-quit': () => 'The game was quit.',
  'game-stopped': () => 'The game was stopped.',
  'ended-silently': ({ exitCode }) => `The game ended with exit code ${exitCode} and no message.`,
  'demo-timed': ({ frames, seconds }) =>
    `The game computed ${counted(frames, 'frame')} in ${seconds.toFixed(2)} s: ${number(Math.round(frames / seconds))} frames a second.`,
  'frames-checked': ({ frames }) => `${counted(frames, 'frame')} checked.`,
  'check-needs-frames': () => 'A self-check needs a game that is called for each frame.',
  trapped: ({ detail }) => detail,
  'host-failed': ({ detail }) => detail,
  'thread-failed': ({ detail }) => `The session’s thread failed: ${detail}`,
  'link-failed': ({ detail }) => detail,
  'backend-unfit': ({ detail }) => detail,
  'memory-refused': ({ detail }) =>
    `The game needs more memory than this computer can give it: ${phrase(detail)}.`,
  'memory-limit-reached': ({ residentBytes, limitBytes }) =>
    `The game’s process uses ${mebibytes(residentBytes)} of memory. The limit is ${mebibytes(limitBytes)}; you can raise it in Settings.`,
  'engine-memory-used-up': () => 'The game made the engine use more memory than JavaScript allows.',
  'process-out-of-memory': ({ how }) => `The engine process ran out of memory (${how}). ${SAFE}`,
  'process-gone': ({ how }) => `The engine process is gone (${how}). ${SAFE}`,
  'game-hung': ({ seconds, started, words }) =>
    `The game has not ${started ? 'moved' : 'started'} for ${counted(seconds, 'second')}, so Trapdoom ended it.${
      words === undefined ? '' : ` Its last error was: ${quoted(words)}`
    }`,
  'stood-still-without-wads': ({ names }) =>
    `The module looks for a WAD that is missing: ${listed(names.map(quoted))}. It then stood still, so Trapdoom ended it.`,
  'engine-not-understood': ({ detail }) =>
    `The engine process sent a message that is not in its protocol (${phrase(detail)}).`,
  'launcher-not-understood': ({ detail }) =>
    `The launcher sent a message that the engine process does not understand: ${phrase(detail)}.`,
  'launcher-out-of-turn': ({ request }) =>
    `The launcher sent ${quoted(request)} out of turn: one process runs one game.`,
  'frames-shown': ({ frames }) => `${counted(frames, 'frame')} shown.`,
  'no-frames': ({ seconds }) =>
    `The game has shown no frame for ${counted(seconds, 'second')} of its own time.`,
  'lines-only': ({ lines }) => `The game has written ${counted(lines, 'line')} and shown no frame.`,
};

export const backendReasonTexts: Texts<typeof backendReasons> = {
  'from-settings': () => 'Chosen in Settings.',
};

/** Why a backend runs. */
export function backendReasonText(reason: z.infer<typeof backendReason>): string {
  return textOf(backendReasonTexts, reason);
}

/** Why a game stays on its backend. The sentence follows one that says so. */
export const keptBackendTexts: Texts<typeof keptBackends> = {
  'own-loop': () =>
    'This game runs in a loop of its own, so its engine cannot be replaced while it runs. Your choice applies from the next start.',
  'timed-run': () =>
    'A timed demo measures one engine, so it keeps the one it began with. Your choice applies from the next start.',
  'self-check': () => 'A self-check tests one engine, so it keeps the one it began with.',
  'backend-needs-memory': ({ backend }) =>
    `The ${backendInfo(backend).phrase} would need more memory than the limit in Settings allows while the game moves. Your choice applies from the next start.`,
  'backend-refused': ({ backend, detail }) =>
    `The ${backendInfo(backend).phrase} cannot run this game: ${phrase(detail)}.`,
  'switch-failed': ({ backend, detail }) =>
    `The game could not be moved to the ${backendInfo(backend).phrase}: ${phrase(detail)}. Your choice applies from the next start.`,
};
