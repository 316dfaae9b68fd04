import path from 'node:path';
import { parseSync } from 'vite';

/** The files that a file imports by value as it is loaded: relative to the checkout, without types and dynamic imports. */
export function valueImportsOf(source: string, text: string): string[] {
  const { module } = parseSync(source, text);
  const requests = [
    ...module.staticImports
      .filter(({ entries }) => entries.length === 0 || entries.some(({ isType }) => !isType))
      .map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest, isType }) =>
        moduleRequest === null || isType ? [] : moduleRequest.value,
      ),
    ),
  ];
  return [...new Set(requests)]
    .filter((request) => request.startsWith('.'))
    .map((request) => path.posix.join(path.posix.dirname(source), request));
}

/** Circles among files: each a chain that begins and ends with the same file. One is found for each file that closes one. */
export function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const circles: string[][] = [];
  const finished = new Set<string>();
  const chain: string[] = [];
  const visit = (file: string) => {
    const start = chain.indexOf(file);
    if (start >= 0) circles.push([...chain.slice(start), file]);
    if (start >= 0 || finished.has(file)) return;
    chain.push(file);
    for (const target of imports.get(file) ?? []) visit(target);
    chain.pop();
    finished.add(file);
  };
  for (const file of imports.keys()) visit(file);
  return circles;
}
