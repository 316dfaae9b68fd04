import path from 'node:path';
import { programVersion } from '../paths.ts';
import { type Command, parse } from './command.ts';
import { programPaths } from './files.ts';

export const exportDiagnosticsCommand: Command = {
  name: 'export-diagnostics',
  usage: '[--out FILE.zip] [--user-data=FOLDER] [--json]',
  summary: 'writes a bundle about the last game session, without personal names and without game data',
  details: '',
  async run(args, out) {
    const { values } = parse({
      args: [...args],
      options: {
        out: { type: 'string' },
        'user-data': { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    });
    // Large, and of no use to other commands.
    const [{ diagnosticsName }, { packDiagnostics }, { SettingsStore }, { writeFileAtomically }] =
      await Promise.all([
        import('../diagnostics/export.ts'),
        import('../diagnostics/pack.ts'),
        import('../settings/settings.ts'),
        import('../storage/atomic-file.ts'),
      ]);
    const paths = programPaths(values['user-data']);
    const now = new Date();
    const file = path.resolve(values.out ?? diagnosticsName(now));
    const settings = await SettingsStore.open(paths.userData);
    const { zip, cause } = await packDiagnostics({
      input: {
        settings: settings.current,
        shell: 'command line',
        notices: settings.notices,
        versions: {
          trapdoom: programVersion(paths.root),
          node: process.versions.node,
          v8: process.versions.v8,
        },
        now,
      },
      session: undefined,
      userData: paths.userData,
    });
    await writeFileAtomically(file, zip, { shared: true });
    if (values.json) out.line(JSON.stringify({ file, bytes: zip.length, cause }));
    else
      out.line(
        `${file}: ${cause === null ? 'no session has ended yet' : `the last session ended by ${cause}`}.`,
      );
    return 0;
  },
};
