import type { JSX } from 'preact';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { bytesText, fileName, shortHash } from '../../text/figures.ts';

/** The WADs that are loaded, in their order. */
export function Wads({ wads }: { wads: SessionStats['wads'] }): JSX.Element | null {
  if (wads.length === 0) return null;
  return (
    <section class="panel" aria-labelledby="wads-heading">
      <h2 id="wads-heading">WADs</h2>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section class="scroll" tabIndex={0} aria-label="Loaded WADs">
        <table>
          <thead>
            <tr>
              <th scope="col">File</th>
              <th scope="col">Size</th>
              <th scope="col">SHA-256</th>
            </tr>
          </thead>
          <tbody>
            {wads.map(({ path, bytes, sha256 }) => (
              <tr key={path}>
                <td title={path}>{fileName(path)}</td>
                <td>{bytesText(bytes)}</td>
                <td>
                  <code title={sha256}>{shortHash(sha256)}…</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </section>
  );
}
