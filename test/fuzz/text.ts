import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { assemble } from '../conformance/assemble.ts';
import type { Finding } from './campaign.ts';
import type { Judgement } from './judge.ts';

type Judge = (bytes: Uint8Array) => Judgement;

/**
 * Writes a finding into a folder of tests, as NAME.wat: what is wrong and what should be as comments, then the module. `judge` tells
 * whether a module still shows it. Returns the file, or undefined where there is one already: it may have been edited.
 */
export async function saveFinding(
  folder: string,
  finding: Finding,
  judge: Judge,
): Promise<string | undefined> {
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${finding.name}.wat`);
  try {
    await writeFile(file, await fileText(finding, judge), { flag: 'wx' });
    return file;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return undefined;
    throw error;
  }
}

async function fileText({ name, text, probable, bytes }: Finding, judge: Judge): Promise<string> {
  const expected = probable === undefined ? [] : [`expect: ${probable}`];
  const comments = [`${name}:`, ...text.split('\n'), ...expected].map((line) => `;; ${line}`);
  return `${comments.join('\n')}\n${await textOfModule(bytes, judge)}\n`;
}

/** What every backend is to observe by the comments of such a file. */
export function expectedIn(text: string): string[] {
  return [...text.matchAll(/^;; expect: (.*)$/gm)].map(([, line]) => line!);
}

/** The module of such a file. */
export function moduleInText(text: string): Promise<Uint8Array> {
  return assemble(text);
}

/** As instructions where that still shows what is wrong; else as bytes. */
async function textOfModule(bytes: Uint8Array, judge: Judge): Promise<string> {
  try {
    const text = (await print(bytes)).trimEnd();
    return judge(await assemble(text)).kind === 'found' ? text : asBytes(bytes);
  } catch {
    return asBytes(bytes);
  }
}

function asBytes(bytes: Uint8Array): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const hex = Array.from(bytes.subarray(at, at + 16), (byte) => `\\${byte.toString(16).padStart(2, '0')}`);
    lines.push(`  "${hex.join('')}"`);
  }
  return `(module binary\n${lines.join('\n')})`;
}
