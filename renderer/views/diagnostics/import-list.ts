import type { SessionStats } from '../../../engine/session/protocol.ts';

type Imports = SessionStats['imports'];

/** The imports that have all words of `filter` in module, name or host, whatever the case. */
export function filtered(imports: Imports, filter: string): Imports {
  const words = filter.toLowerCase().split(/\s+/);
  return imports.filter(({ module, name, host }) => {
    const text = `${module}.${name} ${host}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** How many imports each host resolved, the busiest host first. */
export function byHost(imports: Imports): [host: string, count: number][] {
  const counts = new Map<string, number>();
  for (const { host } of imports) counts.set(host, (counts.get(host) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a);
}
