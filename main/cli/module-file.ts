import { createReadStream } from 'node:fs';
import path from 'node:path';

/** What Trapdoom's engine runs: WebAssembly 2.0, and extended constant expressions. */
const FEATURES = {
  mutable_globals: true,
  sat_float_to_int: true,
  sign_extension: true,
  multi_value: true,
  bulk_memory: true,
  reference_types: true,
  extended_const: true,
};

/** A module's bytes: of a binary as they are, of a text module (`.wat`) assembled. Throws where it cannot be read or assembled. */
export async function readModule(file: string): Promise<Uint8Array> {
  let bytes: Buffer;
  try {
    bytes = await readBounded(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') throw new Error(`There is no file ${path.resolve(file)}.`);
    if (code === 'EISDIR') throw new Error(`${file} is a folder. Name the .wasm file in it.`);
    throw new Error(`${file} could not be read: ${message.replace(/\.$/, '')}.`);
  }
  return isText(file) ? assemble(file, bytes.toString('utf8')) : new Uint8Array(bytes);
}

/** The largest module, as the engine's sessions have it, in bytes. */
const MODULE_MAX = 256 * 1024 * 1024;

/** All of a file or a pipe. Throws the system's error, and an Error for more than a module may have: a device may never end. */
async function readBounded(file: string): Promise<Buffer> {
  const parts: Buffer[] = [];
  let bytes = 0;
  for await (const part of createReadStream(file) as AsyncIterable<Buffer>) {
    bytes += part.length;
    if (bytes > MODULE_MAX) throw new Error(`it has more than ${MODULE_MAX} bytes, too many for a module`);
    parts.push(part);
  }
  return Buffer.concat(parts);
}

/** Whether a module's file is in the text format, by its name. */
export function isText(file: string): boolean {
  return path.extname(file).toLowerCase() === '.wat';
}

/** Assembles a text module, with its names. Throws with the place of the first mistake. */
export async function assemble(file: string, text: string): Promise<Uint8Array> {
  // Large, and not needed for binaries.
  const { default: wabt } = await import('wabt');
  const { parseWat } = await wabt();
  try {
    const module = parseWat(path.basename(file), text, FEATURES);
    try {
      // Names are resolved, not validated: a wrong module is the engine's to refuse.
      module.resolveNames();
      return module.toBinary({ write_debug_names: true }).buffer;
    } finally {
      module.destroy();
    }
  } catch (error) {
    // wabt repeats the source below its message.
    const [first, second] = (error as Error).message.split('\n').filter((line) => line.trim() !== '');
    throw new Error(`${file} could not be assembled: ${first?.endsWith(':') ? second : first}`);
  }
}
