import type { ComponentChildren, JSX } from 'preact';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { backendInfo } from '../../../engine/wasm/spec/backends.ts';
import { backendReasonText } from '../../../main/protocol/texts/session.ts';
import { graphicsText } from '../../screen/graphics.ts';
import { bytesText, countText, fileName } from '../../text/figures.ts';

/** Which engine runs the game, why that one, and what it has done. */
export function EngineFacts({ stats }: { stats: SessionStats }): JSX.Element {
  const backend = backendInfo(stats.backend).label;
  return (
    <Panel title="Engine">
      <Fact name="Backend">
        {backend} (<code>{stats.backend}</code>)
      </Fact>
      <Fact name="Why">{backendReasonText(stats.backendReason)}</Fact>
      <Fact name="History">
        <BackendHistory changes={stats.backends} />
      </Fact>
      <Fact name="Compile time">{stats.compileMs.toFixed(1)} ms</Fact>
      <Fact name="Compiled">
        {stats.functionsCompiled.toLocaleString('en')} of {countText(stats.module.functions, 'function')}
      </Fact>
      <Fact name="Memory">{bytesText(stats.memoryBytes)}</Fact>
    </Panel>
  );
}

const ASKED_BY = { start: 'at the start', player: 'by the player', schedule: 'by schedule' } as const;

/** The backends that the session has run on: since when, asked by whom, and how long each change took. */
function BackendHistory({ changes }: { changes: SessionStats['backends'] }): JSX.Element {
  return (
    <ol class="history">
      {changes.map(({ time, from, to, by, tookMs, stoodMs }) => (
        <li key={time}>
          {(time / 1000).toFixed(1)} s: {from !== undefined && `${from} → `}
          {to}, {ASKED_BY[by]}, in {tookMs.toFixed(0)} ms
          {from !== undefined && `, of which the game stood still for ${stoodMs.toFixed(0)} ms`}
        </li>
      ))}
    </ol>
  );
}

/** The WebAssembly module that runs. */
export function ModuleFacts({ stats }: { stats: SessionStats }): JSX.Element {
  const { path, sha256, bytes, functions } = stats.module;
  return (
    <Panel title="Module">
      <Fact name="File">{fileName(path)}</Fact>
      <Fact name="Path">
        <code>{path}</code>
      </Fact>
      <Fact name="Size">
        {bytesText(bytes)}, {countText(functions, 'function')}
      </Fact>
      <Fact name="SHA-256">
        <code>{sha256}</code>
      </Fact>
    </Panel>
  );
}

/** What this is, and what it runs on. */
export function VersionFacts({ versions }: { versions: Readonly<Record<string, string>> }): JSX.Element {
  return (
    <Panel title="Versions">
      {Object.entries(versions).map(([name, version]) => (
        <Fact key={name} name={name}>
          <code>{version}</code>
        </Fact>
      ))}
      <Fact name="graphics">{graphicsText()}</Fact>
    </Panel>
  );
}

/** A heading over facts. */
export function Panel({ title, children }: { title: string; children: ComponentChildren }): JSX.Element {
  const id = `facts-${title.toLowerCase()}`;
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl class="facts">{children}</dl>
    </section>
  );
}

/** A name and what it stands for. */
export function Fact({ name, children }: { name: string; children: ComponentChildren }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  );
}
