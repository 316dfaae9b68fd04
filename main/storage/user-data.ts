import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Message } from '../protocol/messages.ts';
import { FolderInUseError, FolderLock } from './folder-lock.ts';
import { makeFolder } from './folders.ts';

/** How long a disk may take to answer, in milliseconds: one of the network may be gone. */
const ANSWER_MS = 10_000;
const ADVICE = 'Choose another folder with --user-data=FOLDER, or with TRAPDOOM_HOME.';

export interface OpenedUserData {
  /** Undefined where the disk is full: the player may want the launcher to make room. */
  readonly lock: FolderLock | undefined;
  /** What the player must know. */
  readonly notice?: Message;
}

/**
 * Makes the player's folder and takes its lock. Throws an Error for the player: FolderInUseError if another launcher has it. If nothing
 * can be stored there, the Error says what is wrong with the folder and what to do.
 */
export async function openUserData(folder: string): Promise<OpenedUserData> {
  await withinTime(folder, ANSWER_MS, make(folder));
  try {
    return { lock: await FolderLock.take(folder) };
  } catch (error) {
    if (error instanceof FolderInUseError) throw error;
    if (!isFull(error)) throw unusable(folder, error);
    return {
      lock: undefined,
      notice: { code: 'user-data-full', params: { folder } },
    };
  }
}

async function make(folder: string): Promise<void> {
  try {
    await makeFolder(folder);
  } catch (error) {
    throw (await occupied(folder)) ?? unusable(folder, error);
  }
}

/** Why a folder of the player's cannot be used, and what to do. */
export function unusable(folder: string, error: unknown): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  const reason =
    code === 'EACCES' || code === 'EPERM'
      ? 'you may not write there'
      : code === 'EROFS'
        ? 'its disk is read-only'
        : isFull(error)
          ? 'its disk is full'
          : code === 'ENOENT'
            ? 'no folder can be made there'
            : message;
  return new Error(
    `Trapdoom cannot store games and settings in ${folder}: ${reason}. Put that right, or choose another folder with --user-data=FOLDER, or with TRAPDOOM_HOME.`,
  );
}

/** The first part of a path that exists and is no folder, told to the player; undefined where all that exist are. */
async function occupied(folder: string): Promise<Error | undefined> {
  const parts: string[] = [];
  for (let at = path.resolve(folder); at !== path.dirname(at); at = path.dirname(at)) parts.unshift(at);
  for (const part of parts) {
    const found = await lstat(part).catch(() => undefined);
    if (found === undefined) return undefined;
    if (found.isDirectory()) continue;
    if (!found.isSymbolicLink()) return new Error(`${part} is no folder. ${ADVICE}`);
    const target = await stat(part).catch(() => undefined);
    if (target === undefined) return new Error(`${part} is a link that leads nowhere. Repair it. ${ADVICE}`);
    if (!target.isDirectory()) return new Error(`${part} is no folder. ${ADVICE}`);
  }
  return undefined;
}

/** Awaits what a disk does, and throws an Error for the player where it does not answer in `ms` milliseconds. */
export async function withinTime<T>(folder: string, ms: number, action: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_resolve, reject) => {
    const error = new Error(`The disk of ${folder} does not answer. Is it of the network? ${ADVICE}`);
    timer = setTimeout(() => reject(error), ms);
  });
  try {
    return await Promise.race([action, late]);
  } finally {
    clearTimeout(timer);
  }
}

function isFull(error: unknown): boolean {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOSPC' || code === 'EDQUOT';
}
