import { print } from '@bytecodealliance/jco-transpile/wasm-tools';
import { Engine } from '../../engine/wasm/index.ts';
import { assemble } from '../conformance/assemble.ts';
import type { Finding } from './campaign.ts';
import { judgeValid } from './judge.ts';

/** A finding as a file in the text format, to be kept: what is wrong as comments, then the module. */
export async function fileText({ name, text, bytes }: Finding): Promise<string> {
  const comments = [`${name}:`, ...text.split('\n')].map((line) => `;; ${line}`);
  return `${comments.join('\n')}\n${await textOfModule(bytes)}\n`;
}

/** The module of such a file. */
export function moduleInText(text: string): Promise<Uint8Array> {
  return assemble(text);
}

/** As instructions where that still shows what is wrong; else as bytes. */
async function textOfModule(bytes: Uint8Array): Promise<string> {
  try {
    const text = (await print(bytes)).trimEnd();
    const same = judgeValid(await assemble(text), Engine.backends).kind !== 'found';
    return same ? asBytes(bytes) : text;
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
