import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { Fact, Panel } from './facts.tsx';

/** How the sound gets from the game to the device. */
export function SoundFacts({ stats }: { stats: SessionStats }): JSX.Element {
  const { speaker } = useApp();
  const [sound, setSound] = useState(speaker.stats);
  useEffect(() => speaker.onReport(setSound), [speaker]);
  return (
    <Panel title="Sound">
      <Fact name="Computed in">{stats.soundMs.toFixed(1)} ms a frame</Fact>
      {speaker.problem !== undefined && <Fact name="Device">{speaker.problem}</Fact>}
      {sound !== undefined && (
        <>
          <Fact name="Waits">{sound.waitMs.toFixed(0)} ms before it is played</Fact>
          <Fact name="Gaps">{sound.underruns.toLocaleString('en')}</Fact>
          <Fact name="Tempo">{((sound.ratio - 1) * 100).toFixed(2)} % off, to keep in step</Fact>
        </>
      )}
    </Panel>
  );
}
