/**
 * Electron's majors and when their support ends, by its published schedule (electronjs.org, "Release timelines", as of 2026-11). The newest
 * three stable majors are supported. Add a row when package.json moves to another major.
 */
export const ELECTRON_RELEASES: Readonly<Record<number, { readonly stable: string; readonly end: string }>> =
  {
    43: { stable: '2026-06-29', end: '2027-01-04' },
    44: { stable: '2026-08-24', end: '2027-03-01' },
    45: { stable: '2026-10-19', end: '2027-04-26' },
    46: { stable: '2027-01-04', end: '2027-06-21' },
  };

/** Whether a major gets security fixes on a day (`2026-11-30`). A major that is not in the table does not, as far as is known. */
export function isSupported(major: number, day: string): boolean {
  const release = ELECTRON_RELEASES[major];
  return release !== undefined && release.stable <= day && day < release.end;
}
