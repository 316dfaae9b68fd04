import { KEY_ITEM } from '../../../protocol/wire.ts';

/** A page and the content security policy it needs. */
export interface EntryPage {
  readonly html: string;
  readonly policy: string;
}

/**
 * The page that a browser gets for the token: it keeps the key in its tab and continues to the window's page by itself. A redirect (303)
 * would have no place for the key. After it, a browser that comes from a `file:` page would not send the new cookie. The cookie is
 * SameSite=Strict, and the whole chain counts as another site's.
 *
 * @param key hexadecimal
 * @param nonce hexadecimal, another one for each page: lets the page run this script and no other
 */
export function entryPage(key: string, nonce: string): EntryPage {
  return {
    html: `<!doctype html>
<meta charset="utf-8">
<meta name="color-scheme" content="dark">
<title>Trapdoom</title>
<script nonce="${nonce}">
  sessionStorage.setItem("${KEY_ITEM}", "${key}");
  location.replace("/");
</script>
<noscript>Trapdoom’s window needs JavaScript. Allow it for this address, and reload the page.</noscript>
`,
    policy: [
      "default-src 'none'",
      `script-src 'nonce-${nonce}'`,
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'none'",
    ].join('; '),
  };
}
