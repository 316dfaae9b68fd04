import type { EndCause, SessionEnd } from '../../../engine/session/protocol.ts';

/** How the end of a session is told. */
export interface EndText {
  readonly heading: string;
  /** One or two sentences for someone who knows nothing of engines. */
  readonly explanation: string;
  /** `calm`: nothing went wrong. `game`: the game's own doing. `fault`: something to report. */
  readonly tone: 'calm' | 'game' | 'fault';
  /** Whether the session's own message says more than the explanation. */
  readonly showMessage: boolean;
}

const TEXTS: Record<EndCause, (title: string) => EndText> = {
  quit: (title) => ({
    heading: 'Until next time',
    explanation: `You left ${title}. Saved games are where you left them.`,
    tone: 'calm',
    showMessage: false,
  }),
  'game-error': (title) => ({
    heading: 'The game stopped itself',
    explanation: `${title} met something it cannot continue with, and said this:`,
    tone: 'game',
    showMessage: true,
  }),
  trap: (title) => ({
    heading: 'The game crashed',
    explanation: `${title} did something that is not allowed, and the engine stopped it at that very instruction. Nothing outside the game was touched.`,
    tone: 'fault',
    showMessage: false,
  }),
  hang: (title) => ({
    heading: 'The game hung',
    explanation: `${title} stopped answering, so Trapdoom ended it. What you saved before is safe.`,
    tone: 'fault',
    showMessage: true,
  }),
  'host-error': () => ({
    heading: 'Trapdoom failed the game',
    explanation:
      'The game asked for something in order, and Trapdoom could not do it. This is our mistake, not the game’s.',
    tone: 'fault',
    showMessage: true,
  }),
  'link-error': () => ({
    heading: 'The game asks for something Trapdoom does not have',
    explanation: 'It was not started: one of the functions it needs does not exist here.',
    tone: 'fault',
    showMessage: true,
  }),
  'compile-error': () => ({
    heading: 'The game’s program is damaged',
    explanation:
      'It was not started: its WebAssembly module is malformed or invalid. Building or installing it again usually helps.',
    tone: 'fault',
    showMessage: true,
  }),
  'out-of-memory': (title) => ({
    heading: 'The game took too much memory',
    explanation: `${title} needed more memory than it may have, so Trapdoom ended it before the computer ran short. What you saved before is safe.`,
    tone: 'fault',
    showMessage: true,
  }),
  refused: () => ({
    heading: 'The game was not started',
    explanation: 'Trapdoom looked at what was to be played and refused, before anything ran:',
    tone: 'game',
    showMessage: true,
  }),
  'process-gone': () => ({
    heading: 'The engine process ended unexpectedly',
    explanation:
      'The system ended it, or it ran out of memory. Trapdoom itself goes on, and what you saved before is safe.',
    tone: 'fault',
    showMessage: true,
  }),
};

const TIMED: EndText = {
  heading: 'The demo was timed',
  explanation: 'This is how fast it went. Under Demos you can compare it with other backends.',
  tone: 'calm',
  showMessage: true,
};

const RECORDED: EndText = {
  heading: 'The demo was recorded',
  explanation: 'You find it under Demos.',
  tone: 'calm',
  showMessage: false,
};

const NOT_RECORDED: EndText = {
  heading: 'The demo is lost',
  explanation: 'The game has recorded it, but could not store it.',
  tone: 'game',
  showMessage: true,
};

/** The words for the end of a session that played `title`. */
export function endText(end: SessionEnd, title: string): EndText {
  if (end.timing !== undefined) return TIMED;
  if (end.message.code === 'demo-not-recorded') return NOT_RECORDED;
  return end.message.code === 'demo-recorded' ? RECORDED : TEXTS[end.cause](title);
}
