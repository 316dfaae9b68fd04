/** What went wrong, in one line: the rest of an error of a browser or a compiler is not for a table. */
export function firstLine(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split('\n')[0]!;
}
