import { type Extern, Func, LinkError, type Module, type Store } from '../wasm/index.ts';
import { type ExternType, externTypeText } from '../wasm/spec/externs.ts';
import { funcTypeText, sameFuncType } from '../wasm/spec/types.ts';
import type { Host } from './host.ts';

/** Which host stands behind an import: what diagnostics list. */
export interface ResolvedImport {
  readonly module: string;
  readonly name: string;
  readonly host: string;
}

export interface LinkedImports {
  /** In the order of the module's imports, as `new Instance` takes them. */
  readonly externs: Extern[];
  readonly resolved: ResolvedImport[];
}

/** An import that no host has, and what they say of it. */
interface Missing {
  readonly what: string;
  readonly why: string;
}

/**
 * Finds an extern for every import of `module`: the first host that has it with exactly the type asked for. Throws one LinkError
 * that lists the imports left over, or the first of many. It has each one's signature, and what the hosts offer under that name.
 */
export function linkImports(store: Store, module: Module, hosts: readonly Host[]): LinkedImports {
  const externs: Extern[] = [];
  const resolved: ResolvedImport[] = [];
  const missing: Missing[] = [];
  for (const { module: from, name, type } of module.imports) {
    const host = hosts.find((candidate) => {
      const extern = externFrom(candidate, store, from, name, type);
      if (extern !== undefined) externs.push(extern);
      return extern !== undefined;
    });
    if (host === undefined) {
      missing.push({ what: `${from}.${name} ${importTypeText(type)}`, why: offers(hosts, from, name) });
    } else {
      resolved.push({ module: from, name, host: host.name });
    }
  }
  if (missing.length > 0) throw new LinkError(refusal(missing));
  return { externs, resolved };
}

function externFrom(
  host: Host,
  store: Store,
  module: string,
  name: string,
  type: ExternType,
): Extern | undefined {
  const made = host.define?.(store, module, name, type);
  if (made !== undefined) return made;
  if (type.kind !== 'func') return undefined;
  const offered = host.resolve(module, name);
  if (offered === undefined || !sameFuncType(offered.type, type.type)) return undefined;
  // A host function declares the parameters its type gives it; the types were compared just above.
  const call = offered.call as (...args: unknown[]) => number | bigint | undefined;
  return new Func(store, offered.type, call, { name: `${module}.${name}` });
}

function offers(hosts: readonly Host[], module: string, name: string): string {
  const others = hosts.flatMap((host) => {
    const offered = host.resolve(module, name);
    return offered === undefined ? [] : [`${host.name} offers ${funcTypeText(offered.type)}`];
  });
  if (others.length > 0) return others.join(', ');
  return hosts.length === 0 ? 'no host is there' : `unknown to ${hosts.map((host) => host.name).join(', ')}`;
}

/** As many imports are named in one message. */
const MISSING_MAX = 20;

function refusal(missing: readonly Missing[]): string {
  const [{ what, why }] = missing;
  if (missing.length === 1) return `the module's import ${what} is not available: ${why}`;
  const lines = missing.slice(0, MISSING_MAX).map((one) => `  ${one.what}: ${one.why}`);
  if (missing.length > MISSING_MAX) lines.push(`  and ${missing.length - MISSING_MAX} more`);
  return `${missing.length} of the module's imports are not available:\n${lines.join('\n')}`;
}

/** `(i32) -> ()`, `memory 1..2`, `table 3 funcref`, `global mut i32`. */
export function importTypeText(type: ExternType): string {
  return type.kind === 'func' ? funcTypeText(type.type) : externTypeText(type);
}
