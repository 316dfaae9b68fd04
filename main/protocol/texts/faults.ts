import type { Fault, faults } from '../../../engine/messages/faults.ts';
import { type Texts, textOf } from './table.ts';
import { mebibytes, phrase } from './words.ts';

/** The operating system's errors that players meet, in plain words. */
const SYSTEM_ERRORS: Readonly<Record<string, string>> = {
  ENOENT: 'it does not exist',
  EACCES: 'Trapdoom has no permission',
  EPERM: 'Trapdoom has no permission',
  ENOSPC: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EROFS: 'the disk is read-only',
  EISDIR: 'it is a folder',
};

export const faultTexts: Texts<typeof faults> = {
  'system-error': ({ errno = '', text }) =>
    SYSTEM_ERRORS[errno] ?? (phrase(text) || 'the system gave no reason'),
  'home-limit-reached': ({ limitBytes }) =>
    `this game’s folder has reached its limit of ${mebibytes(limitBytes)}`,
};

/** Why something was refused, as a part of a sentence. */
export function faultText(fault: Fault): string {
  return textOf(faultTexts, fault);
}

/** What the player can do about it, as the beginning of a sentence. */
export function remedy({ code }: Fault): string {
  return code === 'home-limit-reached'
    ? 'Delete saved games, demos or screenshots of this game, or raise the limit in Settings'
    : 'Make room on the disk';
}
