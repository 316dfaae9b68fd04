import type { JSX } from 'preact';
import type { TrapReport } from '../../../engine/session/protocol.ts';
import { operandText, trapExplanation } from './trap-text.ts';

/** What a trap was, as far as it is known: code, message, operands, and the calls that led there. */
export function TrapDetails({ trap }: { trap: TrapReport }): JSX.Element {
  const plain = trapExplanation(trap.code);
  const operands = Object.entries(trap.operands);
  return (
    <div class="trap">
      {plain !== undefined && <p>{plain}</p>}
      <dl class="facts">
        <dt>Trap</dt>
        <dd>
          <code class="trap-code">{trap.code}</code>
        </dd>
        <dt>Message</dt>
        <dd>
          <code>{trap.message}</code>
        </dd>
        {operands.map(([name, value]) => (
          <OperandFact key={name} name={name} value={value} />
        ))}
      </dl>
      {trap.frames.length > 0 && <FrameTable frames={trap.frames} />}
    </div>
  );
}

function OperandFact({ name, value }: { name: string; value: number | string }): JSX.Element {
  return (
    <>
      <dt>{name}</dt>
      <dd>
        <code>{operandText(name, value)}</code>
      </dd>
    </>
  );
}

function FrameTable({ frames }: { frames: TrapReport['frames'] }): JSX.Element {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section class="scroll frames" tabIndex={0} aria-label="Calls">
      <table>
        <caption class="visually-hidden">The calls that led to the trap, innermost first</caption>
        <thead>
          <tr>
            <th scope="col">#</th>
            <th scope="col">Function</th>
            <th scope="col">Index</th>
            <th scope="col">Byte offset</th>
          </tr>
        </thead>
        <tbody>
          {frames.map((frame, depth) => (
            <tr key={depth}>
              <td>{depth}</td>
              <td>
                <code>{frame.name ?? 'unnamed'}</code>
              </td>
              <td>
                <code>{frame.funcIndex}</code>
              </td>
              <td>
                <code>0x{frame.offset.toString(16)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
