import type { Import } from '../binary/module.ts';
import { type ExternType, externTypeText, typesMatch } from '../spec/externs.ts';
import { LinkError, UsageError } from './errors.ts';
import type { Extern } from './extern.ts';
import { Reference } from './reference.ts';
import type { Store } from './store.ts';
import { describeValue } from './values.ts';

/**
 * Checks that `externs`, in import order, are there, of `store`, and match the module's imports (§4.5.4 steps 1 to 3). Returns what it
 * checked, in a list of its own: the embedder's may change.
 */
export function matchImports(
  store: Store,
  imports: readonly Import[],
  externs: readonly (Extern | undefined)[],
): Extern[] {
  if (externs.length > imports.length) {
    throw new LinkError(`the module has ${imports.length} imports, but ${externs.length} externs were given`);
  }
  return imports.map((wanted, i) => {
    const extern = externs[i];
    const { module, name, desc } = wanted;
    if (extern === undefined || extern === null) {
      throw new LinkError(`unknown import: ${importText(wanted)} is missing`, module, name);
    }
    if (!Reference.made(extern)) {
      throw new UsageError(
        `import ${importText(wanted)} is given ${describeValue(extern)}, which no constructor of the engine made`,
      );
    }
    if (extern.store !== store)
      throw new UsageError(`import ${importText(wanted)} is given an object of another store`);
    const type = { kind: extern.kind, type: extern.type } as ExternType;
    if (!typesMatch(type, desc)) {
      const given = externTypeText(type);
      throw new LinkError(
        `incompatible import type: ${importText(wanted)} is given a ${given}`,
        module,
        name,
      );
    }
    return extern;
  });
}

/** `"env" "print": func (i32) -> ()`: an import for messages. */
export function importText(wanted: Import): string {
  return `${JSON.stringify(wanted.module)} ${JSON.stringify(wanted.name)}: ${externTypeText(wanted.desc)}`;
}
