import type { JSX } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { countText } from '../../text/figures.ts';
import { byHost, filtered } from './import-list.ts';

/** Which of our hosts each import of the module was resolved by; folded up until asked for. */
export function Imports({ imports }: { imports: SessionStats['imports'] }): JSX.Element {
  const [filter, setFilter] = useState('');
  const shown = useMemo(() => filtered(imports, filter), [imports, filter]);
  return (
    <details class="panel">
      <summary>
        <h2>Imports</h2>
        <span class="fine">
          {byHost(imports)
            .map(([host, count]) => `${host} ${count}`)
            .join(' · ')}
        </span>
      </summary>
      <label class="field">
        <span>Filter</span>
        <input
          type="search"
          value={filter}
          placeholder="SDL_, fd_write, stub …"
          onInput={(event) => setFilter(event.currentTarget.value)}
        />
      </label>
      <p class="fine" role="status">
        {countText(shown.length, 'import')}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard */}
      <section class="scroll scroll-tall" tabIndex={0} aria-label="Imports">
        <table>
          <thead>
            <tr>
              <th scope="col">Module</th>
              <th scope="col">Name</th>
              <th scope="col">Host</th>
            </tr>
          </thead>
          <tbody>
            {shown.map(({ module, name, host }) => (
              <tr key={`${module}.${name}`}>
                <td>{module}</td>
                <td>
                  <code>{name}</code>
                </td>
                <td>
                  <span class="tag">{host}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}
