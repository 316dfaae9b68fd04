import type { Page } from 'playwright-core';
import type { SpeakerReport } from '../../renderer/sound/report.ts';

export type SoundFigures = SpeakerReport;

/** What the canvas carries of its sound for those who measure; undefined before there was any. */
export async function soundFigures(page: Page): Promise<SoundFigures | undefined> {
  const text = await page
    .locator('canvas.picture')
    .evaluate((canvas: { dataset: Record<string, string | undefined> }) => canvas.dataset['sound']);
  return text === undefined ? undefined : (JSON.parse(text) as SoundFigures);
}
