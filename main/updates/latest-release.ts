import { z } from 'zod';

/** Where players read of a release and fetch it. */
export const RELEASES_PAGE = 'https://github.com/trapdoom/trapdoom/releases';
/** What names the newest release: GitHub's "Get the latest release" (REST API, 2022-11-28). The one address that Trapdoom ever asks. */
export const LATEST_RELEASE = 'https://api.github.com/repos/trapdoom/trapdoom/releases/latest';

/** The longest answer that is read, in bytes: a release with fifty files has 100 KB. */
const LONGEST = 512 * 1024;
/** How long the answer may take in all, in milliseconds. */
const TIME_MS = 15_000;

/** Of all that the answer holds: the tag, which names the version. Nothing else of it is shown or followed. */
const answer = z.object({ tag_name: z.string().regex(/^v?\d{1,5}\.\d{1,5}\.\d{1,5}$/) });

/** Asks for the newest release. Returns its version, as `1.2.3`. Throws an Error for anything but a well-formed answer in time. */
export async function latestRelease(signal: AbortSignal): Promise<string> {
  const response = await fetch(LATEST_RELEASE, {
    headers: { accept: 'application/vnd.github+json', 'user-agent': 'Trapdoom' },
    redirect: 'error',
    credentials: 'omit',
    signal: AbortSignal.any([signal, AbortSignal.timeout(TIME_MS)]),
  });
  if (!response.ok) {
    await response.body?.cancel();
    throw new Error(`the server’s status is ${response.status}`);
  }
  const { tag_name } = answer.parse(JSON.parse(await shortText(response)));
  return tag_name.replace(/^v/, '');
}

/** A response's text. Throws as soon as it is longer than it may be. */
async function shortText({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Leaving the loop by an error cancels the rest.
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > LONGEST) throw new Error(`the answer is longer than ${LONGEST} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Whether a version, `1.2.3`, comes after another. Of one that is not of this form nothing is known. */
export function isNewer(version: string, than: string): boolean {
  const [one, other] = [version, than].map((text) =>
    /^(\d+)\.(\d+)\.(\d+)$/.exec(text)?.slice(1).map(Number),
  );
  if (one === undefined || other === undefined) return false;
  const at = one.findIndex((number, index) => number !== other[index]);
  return at >= 0 && one[at]! > other[at]!;
}
