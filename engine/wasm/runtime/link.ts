import type { Import } from '../binary/module.ts';
import { type ExternType, funcTypeText, type Limits, sameFuncType, valTypeName } from '../spec/types.ts';
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

/** Import matching (§3.4 and §4.5.2): functions and globals exactly, limits by inclusion. */
export function typesMatch(given: ExternType, wanted: ExternType): boolean {
  if (given.kind === 'func' && wanted.kind === 'func') return sameFuncType(given.type, wanted.type);
  if (given.kind === 'memory' && wanted.kind === 'memory') {
    return limitsMatch(given.type.limits, wanted.type.limits);
  }
  if (given.kind === 'table' && wanted.kind === 'table') {
    return given.type.element === wanted.type.element && limitsMatch(given.type.limits, wanted.type.limits);
  }
  if (given.kind === 'global' && wanted.kind === 'global') {
    return given.type.type === wanted.type.type && given.type.mutable === wanted.type.mutable;
  }
  return false;
}

function limitsMatch(given: Limits, wanted: Limits): boolean {
  if (given.min < wanted.min) return false;
  return wanted.max === undefined || (given.max !== undefined && given.max <= wanted.max);
}

/** `"env" "print": func (i32) -> ()`: an import for messages. */
export function importText(wanted: Import): string {
  return `${JSON.stringify(wanted.module)} ${JSON.stringify(wanted.name)}: ${externTypeText(wanted.desc)}`;
}

function externTypeText(extern: ExternType): string {
  switch (extern.kind) {
    case 'func':
      return `func ${funcTypeText(extern.type)}`;
    case 'memory':
      return `memory ${limitsText(extern.type.limits)}`;
    case 'table':
      return `table ${limitsText(extern.type.limits)} ${valTypeName(extern.type.element)}`;
    case 'global':
      return `global ${extern.type.mutable ? 'mut ' : ''}${valTypeName(extern.type.type)}`;
  }
}

function limitsText(limits: Limits): string {
  return limits.max === undefined ? `${limits.min}` : `${limits.min}..${limits.max}`;
}
