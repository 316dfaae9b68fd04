import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import { systemFault } from '../../../engine/messages/faults.ts';
import type { PatchProblem } from '../../protocol/messages/library.ts';
import { WadError } from './wad.ts';

/** The biggest patches known have 300 KB. */
const MAX_PATCH_BYTES = 2 * 1024 * 1024;
/** The first lines that the game takes for a patch's: Chocolate Doom's `deh_signatures`, compared byte by byte. */
const SIGNATURES = ['Patch File for DeHackEd v2.3', 'Patch File for DeHackEd v3.0'];
/** Byte order marks of UTF-16. */
const UTF_16 = [Buffer.of(0xff, 0xfe), Buffer.of(0xfe, 0xff)];
/** As much of a patch as tells whether it is one. */
export const PATCH_SIGNATURE_BYTES = 64;

/** Whether a file is to be read as a DeHackEd patch. */
export function isPatchName(file: string): boolean {
  return /\.(deh|bex)$/i.test(file);
}

/**
 * Checks and returns a DeHackEd patch. Throws `WadError`: the game ends at a patch that it does not take for one.
 */
export async function readPatch(file: string): Promise<Buffer> {
  const name = path.basename(file);
  const content = await contentOf(file, name);
  const problem: PatchProblem | undefined =
    content.length === 0 ? { code: 'patch-empty', params: {} } : patchProblem(content);
  if (problem !== undefined) throw new WadError({ code: 'not-a-patch', params: { file: name, problem } });
  return content;
}

/** Why the game does not take these bytes for the beginning of a patch; undefined if it does. */
export function patchProblem(start: Buffer): PatchProblem | undefined {
  if (start.subarray(0, 3).equals(Buffer.from('\ufeff')))
    return { code: 'patch-with-byte-order-mark', params: {} };
  if (UTF_16.some((mark) => start.subarray(0, 2).equals(mark)))
    return { code: 'patch-in-utf-16', params: {} };
  const line = patchText(start).split('\n', 1)[0]!;
  if (SIGNATURES.includes(line)) return undefined;
  if (line.startsWith('Patch File for DeHackEd'))
    return { code: 'patch-of-other-version', params: { line: printable(line) } };
  return { code: 'patch-without-signature', params: {} };
}

/** A patch as the game reads it (`DEH_ReadLine`): NUL bytes are passed over, and CR LF is an end of line. */
export function patchText(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('\0', '').replaceAll('\r\n', '\n');
}

function printable(line: string): string {
  return line.replaceAll(/[^ -~]/g, '?').slice(0, 60);
}

async function contentOf(file: string, name: string): Promise<Buffer> {
  try {
    // Checked before it is opened: opening a pipe would wait for its other end.
    const found = await stat(file);
    if (!found.isFile())
      throw new WadError({ code: 'game-file-not-plain', params: { file: name, wanted: '.deh' } });
    if (found.size > MAX_PATCH_BYTES)
      throw new WadError({ code: 'patch-too-large', params: { file: name, bytes: found.size } });
    const handle = await open(file, 'r');
    try {
      const content = Buffer.alloc(found.size);
      const { bytesRead } = await handle.read(content, 0, content.length, 0);
      return content.subarray(0, bytesRead);
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof WadError) throw error;
    throw new WadError({ code: 'game-file-unreadable', params: { file: name, fault: systemFault(error) } });
  }
}
