import { z } from 'zod';
import { DEFAULT_HOME_BYTES, DEFAULT_MEMORY_BYTES } from '../../engine/session/protocol.ts';
import { DEFAULT_BACKEND } from '../../engine/wasm/spec/backends.ts';
import { type Settings, settings } from '../protocol/launcher.ts';
import { pictureSettings } from '../protocol/picture.ts';
import type { DocumentFormat } from '../storage/document.ts';

/** Limits are set in mebibytes, and passed on in bytes. */
export const MIB = 1024 ** 2;

/** A first start plays on Trapdoom's own engine, shown as Doom was on the screens of its time. */
export const DEFAULT_SETTINGS: Settings = {
  backend: DEFAULT_BACKEND,
  scaling: 'smooth',
  aspect: '4:3',
  flashes: 100,
  fullscreen: false,
  overlay: false,
  pauseOnBlur: true,
  checkForUpdates: false,
  grabMouse: true,
  volume: 100,
  muted: false,
  memoryLimit: DEFAULT_MEMORY_BYTES / MIB,
  homeLimit: DEFAULT_HOME_BYTES / MIB,
  padMappings: [],
  picture: { resolution: 'auto', widescreen: 'window', frameRate: 'display' },
};

const { shape } = settings;
const { picture } = DEFAULT_SETTINGS;

/** `settings.json`. Each setting has its default where the file is from before it existed. */
export const storedSettings: DocumentFormat<Settings> = {
  version: 1,
  migrations: [],
  schema: z.object({
    backend: shape.backend.default(DEFAULT_SETTINGS.backend),
    scaling: shape.scaling.default(DEFAULT_SETTINGS.scaling),
    aspect: shape.aspect.default(DEFAULT_SETTINGS.aspect),
    flashes: shape.flashes.default(DEFAULT_SETTINGS.flashes),
    fullscreen: shape.fullscreen.default(DEFAULT_SETTINGS.fullscreen),
    overlay: shape.overlay.default(DEFAULT_SETTINGS.overlay),
    pauseOnBlur: shape.pauseOnBlur.default(DEFAULT_SETTINGS.pauseOnBlur),
    checkForUpdates: shape.checkForUpdates.default(DEFAULT_SETTINGS.checkForUpdates),
    grabMouse: shape.grabMouse.default(DEFAULT_SETTINGS.grabMouse),
    volume: shape.volume.default(DEFAULT_SETTINGS.volume),
    muted: shape.muted.default(DEFAULT_SETTINGS.muted),
    memoryLimit: shape.memoryLimit.default(DEFAULT_SETTINGS.memoryLimit),
    homeLimit: shape.homeLimit.default(DEFAULT_SETTINGS.homeLimit),
    padMappings: shape.padMappings.default([]),
    picture: z
      .object({
        resolution: pictureSettings.shape.resolution.default(picture.resolution),
        widescreen: pictureSettings.shape.widescreen.default(picture.widescreen),
        frameRate: pictureSettings.shape.frameRate.default(picture.frameRate),
      })
      .default(picture),
  }),
};
