import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';

/** What the window is served from: the same rules for Electron's own protocol and for the browser shell's server. */

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.webp': 'image/webp',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

export interface Content {
  readonly file: string;
  readonly type: string;
}

/**
 * The file behind a URL's path. Undefined for what is outside `root`, also by a symbolic link. Undefined, too, for what is no plain file,
 * and for types that a window does not use. `urlPath` is outside input, still percent-encoded. `/` is the window's page.
 */
export async function findContent(root: string, urlPath: string): Promise<Content | undefined> {
  const relative = decoded(urlPath);
  if (relative === undefined || /[\0\\]/.test(relative)) return undefined;
  const file = path.join(root, relative === '/' ? 'index.html' : relative);
  const type = TYPES[path.extname(file).toLowerCase()];
  if (type === undefined) return undefined;
  try {
    const [realRoot, realFile] = await Promise.all([realpath(root), realpath(file)]);
    if (!realFile.startsWith(realRoot + path.sep) || !(await stat(realFile)).isFile()) return undefined;
    return { file: realFile, type };
  } catch {
    return undefined;
  }
}

/** The window's content security policy. It compiles no WebAssembly and talks to nobody but `connect`. */
export function contentSecurityPolicy(connect: readonly string[] = []): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    "font-src 'self'",
    `connect-src ${["'self'", ...connect].join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** Headers of everything that is served to a window. */
export function contentHeaders(type: string, policy: string): Record<string, string> {
  return {
    'content-type': type,
    'content-security-policy': policy,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function decoded(urlPath: string): string | undefined {
  try {
    return decodeURIComponent(urlPath);
  } catch {
    return undefined;
  }
}
