import type { SourcePort } from '../../../engine/games/source-ports.ts';
import type { AddOnWarning } from '../../protocol/launcher.ts';

type Code = AddOnWarning['warning']['code'];

/** What is true of Woof too. The others are of Chocolate Doom's limits, or of lumps that Woof reads as they are. */
const WOOFS: readonly Code[] = [
  'shareware-only',
  'maps-unseen',
  'map-hexen',
  'map-udmf',
  'map-without-content',
  'map-lump-outside',
  'map-lump-empty',
  'map-lump-missing',
  'maps-unreached',
  'maps-by-cheat',
];

/** The warnings that hold for a source port. All are made for Chocolate Doom. */
export function warningsFor(port: SourcePort, warnings: readonly AddOnWarning[]): AddOnWarning[] {
  if (port !== 'woof') return [...warnings];
  return warnings.flatMap(({ id, warning }) => {
    const held = woofs(warning);
    return held === undefined ? [] : [{ id, warning: held }];
  });
}

function woofs(warning: AddOnWarning['warning']): AddOnWarning['warning'] | undefined {
  // The game shows nothing there, and does not end (`R_TextureNumForName`).
  if (warning.code === 'texture-missing') return { code: 'texture-empty', params: warning.params };
  if (warning.code === 'music-silent') {
    const formats = warning.params.formats.filter((format) => format === 'tracker');
    return formats.length === 0
      ? undefined
      : { code: 'music-tracker', params: { lumps: warning.params.lumps } };
  }
  return WOOFS.includes(warning.code) ? warning : undefined;
}
