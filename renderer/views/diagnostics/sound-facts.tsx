import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { SessionStats } from '../../../engine/session/protocol.ts';
import { useApp } from '../../state/app-context.ts';
import { countText } from '../../text/figures.ts';
import { Fact, Panel } from './facts.tsx';

/** How the sound gets from the game to the device. */
export function SoundFacts({ stats }: { stats: SessionStats }): JSX.Element {
  const { speaker } = useApp();
  const [report, setReport] = useState(speaker.stats);
  useEffect(() => speaker.onReport(setReport), [speaker]);
  const { sound } = stats;
  const playback = report?.playback ?? sound?.playback;
  const latency = playback?.latency;
  return (
    <Panel title="Sound">
      <Fact name="Computed in">{stats.soundMs.toFixed(1)} ms a frame</Fact>
      {speaker.problem !== undefined && <Fact name="Device">{speaker.problem}</Fact>}
      {latency !== undefined && (
        <Fact name="Latency">
          {latency.medianMs.toFixed(0)} ms from key to sound, at worst {latency.worstMs.toFixed(0)} ms;{' '}
          {latency.fromEventMs.toFixed(0)} ms from when the game took the key (last{' '}
          {countText(latency.keys, 'key')})
        </Fact>
      )}
      {playback !== undefined && (
        <>
          <Fact name="Waits">
            {playback.waitMs.toFixed(0)} ms before it is played, {playback.deviceMs.toFixed(0)} ms in the
            device
          </Fact>
          <Fact name="Gaps">
            {playback.underruns.toLocaleString('en')}
            {playback.underruns > 0 && `, the longest ${playback.longestGapMs.toFixed(0)} ms`}
          </Fact>
          <Fact name="Tempo">{((playback.tempo - 1) * 100).toFixed(2)} % off, to keep in step</Fact>
        </>
      )}
      {sound !== undefined && (
        <Fact name="Left out">
          {sound.dropped.toLocaleString('en')} of {countText(sound.blocks, 'block')}: the window was busy
        </Fact>
      )}
    </Panel>
  );
}
