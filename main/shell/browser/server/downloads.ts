import { randomBytes } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { SavedFile } from '../../../protocol/launcher.ts';
import { makeFolder } from '../../../storage/folders.ts';
import { contentHeaders } from '../../content.ts';

const PREFIX = '/download/';
/** A file that nobody fetches goes after this time, in milliseconds. */
const KEPT_MS = 10 * 60 * 1000;
/** What a launcher that was killed has left. */
const OURS = /^[0-9a-f]{64}\.zip$/;

interface Waiting {
  readonly name: string;
  readonly file: string;
  readonly expiry: NodeJS.Timeout;
}

/**
 * Large files on their way to the page. Each is made in a folder of the player's data, and served once, by a path that nobody can guess.
 * A page learns the path by its socket, so that a cookie alone fetches none.
 */
export class Downloads {
  readonly #folder: string;
  readonly #waiting = new Map<string, Waiting>();

  /** `folder` holds these files and nothing else; it is made when there is one. */
  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Has `write` make a file; the answer is what the page downloads it by. Throws what `write` throws, and leaves nothing then. */
  async make(name: string, write: (file: string) => Promise<void>): Promise<SavedFile> {
    const secret = randomBytes(32).toString('hex');
    const file = path.join(this.#folder, `${secret}.zip`);
    try {
      await makeFolder(this.#folder);
      await write(file);
    } catch (error) {
      await rm(file, { force: true });
      throw error;
    }
    const expiry = setTimeout(() => void this.#drop(secret), KEPT_MS).unref();
    this.#waiting.set(secret, { name, file, expiry });
    return { kind: 'link', name, href: `${PREFIX}${secret}` };
  }

  /**
   * Serves a file, once, to a request whose sender the caller has checked. Returns whether the path is one of a download, also where
   * the file is gone.
   */
  async serve(urlPath: string, response: ServerResponse, policy: string): Promise<boolean> {
    if (!urlPath.startsWith(PREFIX)) return false;
    const secret = urlPath.slice(PREFIX.length);
    const waiting = this.#waiting.get(secret);
    this.#waiting.delete(secret);
    const handle = waiting && (await open(waiting.file, 'r').catch(() => undefined));
    if (waiting === undefined || handle === undefined) {
      response.writeHead(404, contentHeaders('text/plain; charset=utf-8', policy));
      response.end('This download is over. Export again.\n');
      return true;
    }
    try {
      const { size } = await handle.stat();
      response.writeHead(200, {
        ...contentHeaders('application/zip', policy),
        'content-length': size,
        'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(waiting.name)}`,
      });
      await pipeline(createReadStream('', { fd: handle, autoClose: false }), response);
    } catch {
      // A browser that leaves in the middle shows the download as failed.
      response.destroy();
    } finally {
      await handle.close();
      await this.#remove(waiting);
    }
    return true;
  }

  /** Removes all that was not fetched. */
  async close(): Promise<void> {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const one of waiting) await this.#remove(one);
  }

  /** Removes what a launcher that was killed has left. Called before the first download, by the only launcher of the folder. */
  async sweep(): Promise<void> {
    for (const name of await readdir(this.#folder).catch(() => []))
      if (OURS.test(name)) await rm(path.join(this.#folder, name), { force: true }).catch(() => undefined);
  }

  async #drop(secret: string): Promise<void> {
    const waiting = this.#waiting.get(secret);
    this.#waiting.delete(secret);
    if (waiting !== undefined) await this.#remove(waiting);
  }

  async #remove({ file, expiry }: Waiting): Promise<void> {
    clearTimeout(expiry);
    await rm(file, { force: true }).catch(() => undefined);
  }
}
