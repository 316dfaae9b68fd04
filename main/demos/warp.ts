/** The map's numbers, as `-warp` takes them: `E1M2` is `1 2`, and `MAP03` is `3`. */
export function warpArguments(map: string): string[] {
  const episode = /^E(\d)M(\d)$/.exec(map);
  const numbers = episode === null ? [String(Number(map.slice(3)))] : [episode[1]!, episode[2]!];
  return ['-warp', ...numbers];
}
