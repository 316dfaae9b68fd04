import { readFile } from 'node:fs/promises';
import { contentHeaders, contentSecurityPolicy, findContent } from '../../content.ts';
import { APP_SCHEME, type ElectronApi, isOwnUrl } from '../api.ts';

/** Before `ready`: makes the window's scheme a secure one with an origin of its own. */
export function registerScheme({ protocol }: Pick<ElectronApi, 'protocol'>): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } },
  ]);
}

/** After `ready`: serves the built window in `folder` under the scheme, and nothing else. */
export function serveContent({ protocol }: Pick<ElectronApi, 'protocol'>, folder: string): void {
  const policy = contentSecurityPolicy();
  protocol.handle(APP_SCHEME, async (request) => {
    const refuse = (status: number) =>
      new Response(null, { status, headers: contentHeaders('text/plain', policy) });
    if (!isOwnUrl(request.url)) return refuse(403);
    if (request.method !== 'GET') return refuse(405);
    const content = await findContent(folder, new URL(request.url).pathname);
    if (content === undefined) return refuse(404);
    try {
      return new Response(await readFile(content.file), { headers: contentHeaders(content.type, policy) });
    } catch {
      // It cannot be read, or was removed this very moment.
      return refuse(404);
    }
  });
}
