import { useEffect, useState } from 'preact/hooks';
import type { LogLine } from '../../../engine/session/protocol.ts';
import type { RequestAnswer } from '../../../main/protocol/launcher.ts';
import { useApp } from '../../state/app-context.ts';
import { appended } from './log.ts';

export type DiagnosticsData = RequestAnswer<'diagnostics'>;

/**
 * What the launcher knows of the running or last session, with its log as it grows. Asked anew for another session, and when one ends.
 * Lines that arrive before the answer are in it: messages keep their order.
 */
export function useDiagnostics(session: string): DiagnosticsData | undefined {
  const { commands } = useApp();
  const [data, setData] = useState<DiagnosticsData>();
  useEffect(() => {
    let stopped = false;
    setData(undefined);
    const addLines = (lines: readonly LogLine[]) =>
      setData((now) => (now === undefined ? now : { ...now, log: [...appended(now.log, lines)] }));
    const unsubscribe = commands.onLog(addLines);
    void commands.diagnostics().then((answer) => {
      if (!stopped) setData(answer);
    });
    return () => {
      stopped = true;
      unsubscribe();
    };
  }, [commands, session]);
  return data;
}
