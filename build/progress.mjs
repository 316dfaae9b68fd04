// @ts-check
/**
 * Progress of the long steps of setup, on stderr so that stdout stays free for a command's own output. On a terminal one line
 * is rewritten in place; elsewhere (CI logs) a step prints when it starts, every ten seconds, and when it ends.
 */

const TERMINAL_INTERVAL_MS = 100;
const LOG_INTERVAL_MS = 10_000;

/**
 * @typedef {object} Task
 * @property {(detail: string) => void} update What is being done right now, e.g. `120 of 240 files`.
 * @property {(detail?: string) => void} done Ends the step with its result.
 * @property {() => void} fail Ends the step; the code that catches the error prints it.
 */

/**
 * Starts a step that may take seconds or minutes.
 * @param {string} title what is being done, in the user's words
 * @param {Pick<NodeJS.WriteStream, 'write' | 'isTTY' | 'columns'>} [out]
 * @returns {Task}
 */
export function startTask(title, out = process.stderr) {
  const started = Date.now();
  let detail = '';
  const line = () => `${title}${detail && `: ${detail}`} (${seconds(Date.now() - started)})`;
  const show = out.isTTY
    ? () => out.write(`\r\x1b[K${line().slice(0, (out.columns || 80) - 1)}`)
    : () => out.write(`${line()}\n`);
  if (out.isTTY) show();
  else out.write(`${title} …\n`);
  const timer = setInterval(show, out.isTTY ? TERMINAL_INTERVAL_MS : LOG_INTERVAL_MS);
  timer.unref();
  /** @param {string} result */
  const end = (result) => {
    clearInterval(timer);
    out.write(`${out.isTTY ? '\r\x1b[K' : ''}${title}: ${result} (${seconds(Date.now() - started)})\n`);
  };
  return {
    update(next) {
      detail = next;
    },
    done: (result = 'done') => end(result),
    fail: () => end('failed'),
  };
}

/**
 * One plain line of setup's own, on stderr.
 * @param {string} text
 */
export function say(text) {
  process.stderr.write(`${text}\n`);
}

/** @param {number} ms */
function seconds(ms) {
  return `${(ms / 1000).toFixed(ms < 10_000 ? 1 : 0)} s`;
}
