import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

/** An address that a browser gets to know, and no other user of this machine. */
export interface Handover {
  /** `file:` URL of a page that continues to the address by itself. Without the page it is worth nothing. */
  readonly url: string;
  /** Removes the page, as far as the system lets it. Harmless when it is gone. */
  remove(): void;
}

/**
 * Hands `address` over to a browser by a file that only this user can read. A browser's command line is no place for it: every user
 * of the machine can read that, in /proc or by `ps`.
 *
 * @param address an address of the page server's, which needs no escaping
 * @param folder an existing folder of this user alone, which the browser can read
 */
export function handOver(address: string, folder: string): Handover {
  const file = path.join(folder, 'trapdoom.html');
  const html = `<!doctype html>
<meta charset="utf-8">
<meta name="color-scheme" content="dark">
<meta http-equiv="refresh" content="0; url=${address}">
<title>Trapdoom</title>
<a href="${address}">Trapdoom</a>
`;
  writeFileSync(file, html, { flag: 'wx', mode: 0o600 });
  return {
    url: pathToFileURL(file).href,
    remove: () => {
      try {
        rmSync(file, { force: true });
      } catch {
        // Windows keeps files that are open. The folder goes with the window, and the address works once.
      }
    },
  };
}
