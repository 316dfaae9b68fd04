import { Cursor } from './cursor.ts';
import type { ModuleData, NameMap } from './module.ts';

const MODULE = 0;
const FUNCTIONS = 1;
const LOCALS = 2;

/**
 * Reads the custom section "name" (§7.4.1). It is only advice: what is wrong in it, from the first wrong byte of a subsection on, is
 * left out, and never an error.
 */
export function readNames(module: ModuleData): NameMap {
  const functions = new Map<number, string>();
  const locals = new Map<number, Map<number, string>>();
  let name: string | undefined;
  const section = module.customSections.find((candidate) => candidate.name === 'name');
  if (section !== undefined) {
    // A cursor of its own, which ends with the section: offsets do not matter here.
    const cursor = new Cursor(module.bytes.subarray(section.content.start, section.content.end));
    attempt(() => {
      while (cursor.pos < cursor.bytes.length) {
        const id = cursor.byte();
        const size = cursor.length();
        const content = new Cursor(cursor.bytes.subarray(cursor.pos, cursor.pos + size));
        cursor.pos += size;
        attempt(() => {
          if (id === MODULE) name = content.name();
          else if (id === FUNCTIONS) nameMap(content, functions);
          else if (id === LOCALS) indirectNameMap(content, locals);
        });
      }
    });
  }
  return { ...(name === undefined ? {} : { module: name }), functions, locals };
}

function nameMap(cursor: Cursor, names: Map<number, string>): void {
  for (let left = cursor.count(); left > 0; left--) {
    const index = cursor.u32();
    names.set(index, cursor.name());
  }
}

function indirectNameMap(cursor: Cursor, maps: Map<number, Map<number, string>>): void {
  for (let left = cursor.count(); left > 0; left--) {
    const index = cursor.u32();
    const names = new Map<number, string>();
    maps.set(index, names);
    nameMap(cursor, names);
  }
}

function attempt(read: () => void): void {
  try {
    read();
  } catch {
    // A MalformedError: what was read before it stays.
  }
}
