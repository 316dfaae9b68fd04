import os from 'node:os';
import { strToU8, zipSync } from 'fflate';
import { z } from 'zod';
import { sourcePort } from '../../engine/games/source-ports.ts';
import { asOnTerminal } from '../../engine/host/wasi/terminal-line.ts';
import { backendName, sessionEnd, sessionStats } from '../../engine/session/protocol.ts';
import { type Settings, settings as settingsSchema } from '../protocol/launcher.ts';
import type { Message } from '../protocol/messages.ts';
import { padMapping } from '../protocol/pads.ts';
import { messageText } from '../protocol/texts/index.ts';
import { backendReasonText } from '../protocol/texts/session.ts';
import { redactedWindowFacts, type WindowFacts } from '../protocol/window-facts.ts';
import type { StoredSession } from '../sessions/record.ts';
import { fileFacts } from '../sessions/stored-session.ts';
import { currentPerson, type Person, redactAll, redactor } from './redact.ts';

const writtenMessage = z.strictObject({
  code: z.string(),
  params: z.record(z.string(), z.unknown()),
  text: z.string(),
});

/** `manifest.json` of a bundle. A change that a reader could trip over raises `version`. */
export const diagnosticsManifest = z.strictObject({
  schema: z.literal('trapdoom-diagnostics'),
  version: z.literal(3),
  /** ISO 8601. */
  created: z.string(),
  /** Where the bundle was made. */
  shell: z.enum(['electron', 'browser', 'command line']),
  /** Trapdoom, Node.js, V8, and what the shell is made of. */
  versions: z.record(z.string(), z.string()),
  /** What the player was told: no sandbox as root, settings restored from the backup. */
  notices: z.array(writtenMessage),
  system: z.strictObject({
    platform: z.string(),
    release: z.string(),
    arch: z.string(),
    cpu: z.string(),
    cpus: z.number(),
    memoryBytes: z.number(),
  }),
  settings: settingsSchema.extend({
    version: z.literal(1),
    padMappings: z.array(padMapping.extend({ id: z.string() })),
  }),
  /** Browser, graphics, display and gamepads of the window that asked. Null on the command line, and where the window could not say. */
  window: redactedWindowFacts.nullable(),
  /** Null if no session has run yet. */
  session: z
    .strictObject({
      startedAt: z.string(),
      /** `used` and `reason` are null if the session ended before the engine said. */
      backend: z.strictObject({
        asked: backendName,
        used: backendName.nullable(),
        reason: z.string().nullable(),
      }),
      arguments: z.array(z.string()),
      module: fileFacts,
      /** The source port that the module is; null where it is another module, or is not known. */
      port: sourcePort.nullable(),
      wads: z.array(fileFacts),
      /** How it ended: cause, and for a trap the code, operands and frames. Null while it runs. */
      end: sessionEnd.extend({ text: z.string() }).nullable(),
      stats: sessionStats.omit({ backend: true, backendReason: true, module: true, wads: true }).nullable(),
    })
    .nullable(),
  /** What else the bundle holds. */
  files: z.array(z.enum(['log.txt', 'last-frame.png', 'errors.log'])),
  /** What was taken out of every text. */
  redacted: z.array(z.string()),
});
export type DiagnosticsManifest = z.infer<typeof diagnosticsManifest>;

export interface DiagnosticsInput {
  readonly session: StoredSession | undefined;
  readonly settings: Settings;
  readonly shell: DiagnosticsManifest['shell'];
  readonly notices: readonly Message[];
  readonly versions: Readonly<Record<string, string>>;
  readonly window?: WindowFacts | undefined;
  /** The newest errors of the launcher's own, where there were any. */
  readonly errors?: string | undefined;
  /** Names in the folder that the game saw as its home. */
  readonly guestNames?: readonly string[];
  readonly person?: Person;
  readonly now?: Date;
}

/** A message with its words beside it: a bundle is read without this program. */
function written(message: Message): z.infer<typeof writtenMessage> {
  return { ...message, text: messageText(message) };
}

/** Values under these keys are the program's own words, which a player's name must not rewrite. */
const OWN_WORDS = new Set([
  'schema',
  'shell',
  'created',
  'startedAt',
  'asked',
  'used',
  'cause',
  'code',
  'backend',
  'port',
  'from',
  'to',
  'by',
  'scaling',
  'aspect',
  'sha256',
  'platform',
  'arch',
  'files',
  'redacted',
]);

/** The bundle: a ZIP of the manifest, the log and the last picture. Holds hashes of module and WADs, never their bytes. */
export function exportDiagnostics(input: DiagnosticsInput): Uint8Array<ArrayBuffer> {
  const redact = redactor(input.person ?? currentPerson(), input.guestNames);
  const { session, errors } = input;
  const files: Record<string, Uint8Array> = {};
  if (session !== undefined) {
    const lines = session.record.log.map(
      ({ time, stream, text }) =>
        `${(time / 1000).toFixed(3).padStart(10)} ${stream.padEnd(7)} ${logText(redact(text))}\n`,
    );
    files['log.txt'] = strToU8(lines.join(''));
    if (session.lastFrame !== undefined) files['last-frame.png'] = session.lastFrame;
  }
  if (errors !== undefined) files['errors.log'] = strToU8(redact(asOnTerminal(errors)));
  const described = describe(input, Object.keys(files) as DiagnosticsManifest['files']);
  const manifest = diagnosticsManifest.parse(redactAll(described, redact, OWN_WORDS));
  return zipSync(
    { 'manifest.json': strToU8(`${JSON.stringify(manifest, null, 2)}\n`), ...files },
    { mtime: new Date(manifest.created) },
  );
}

/** Behind a line's time and stream, where the text of a line that has several begins. */
const INDENT = ' '.repeat(19);

/** A text of the log without control characters. Its second line and those after it are none of the log's own. */
function logText(text: string): string {
  return asOnTerminal(text).replaceAll('\n', `\n${INDENT}`);
}

/** The name a bundle is saved under: `trapdoom-diagnostics-2026-11-22T18-30-00.zip`. */
export function diagnosticsName(now = new Date()): string {
  return `trapdoom-diagnostics-${now.toISOString().slice(0, 19).replaceAll(':', '-')}.zip`;
}

function describe(
  { session, settings, shell, notices, versions, window = undefined, now = new Date() }: DiagnosticsInput,
  files: DiagnosticsManifest['files'],
): DiagnosticsManifest {
  const cpus = os.cpus();
  return {
    schema: 'trapdoom-diagnostics',
    version: 3,
    created: now.toISOString(),
    shell,
    versions: { ...versions },
    notices: notices.map(written),
    system: {
      platform: process.platform,
      release: os.release(),
      arch: process.arch,
      cpu: cpus[0]?.model ?? 'unknown',
      cpus: cpus.length,
      memoryBytes: os.totalmem(),
    },
    settings: { version: 1, ...settings },
    window: window ?? null,
    session: session === undefined ? null : describeSession(session),
    files,
    redacted: ['home folder', 'user name', 'account names in paths'],
  };
}

function describeSession({ record }: StoredSession): DiagnosticsManifest['session'] {
  const { config, stats } = record;
  return {
    startedAt: record.startedAt,
    backend: {
      asked: config.backend,
      used: stats?.backend ?? null,
      reason: stats === null ? null : backendReasonText(stats.backendReason),
    },
    arguments: config.args,
    module: record.module,
    port: record.port ?? null,
    wads: record.wads,
    end: record.end,
    stats: stats === null ? null : withoutFiles(stats),
  };
}

function withoutFiles(stats: z.infer<typeof sessionStats>) {
  const { backend: _backend, backendReason: _reason, module: _module, wads: _wads, ...rest } = stats;
  return rest;
}
