import type { Fault } from '../../../engine/messages/faults.ts';
import type { keptBackends, sessionNotices } from '../../../engine/session/messages.ts';
import { backendInfo } from '../../../engine/wasm/spec/backends.ts';
import { faultText } from './faults.ts';
import type { Texts } from './table.ts';
import { phrase } from './words.ts';

/** What the player can do about it, as the beginning of a sentence. */
function remedy({ code }: Fault): string {
  return code === 'home-limit-reached'
    ? 'Delete saved games, demos or screenshots of this game, or raise the limit in Settings'
    : 'Make room on the disk';
}

export const sessionTexts: Texts<typeof sessionNotices> = {
  'music-off': () => 'Music is off: this backend is too slow for it. Sound effects play.',
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
