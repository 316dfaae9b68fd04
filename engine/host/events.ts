import { z } from 'zod';

/**
 * The vocabulary between a game and its window. Each event is declared once, here, with its schema. It is posted as it is, and what lies
 * between (session, thread, engine process, browser shell, bridge) relays it without knowing it. To add an event, declare it here, emit
 * it in a host, and handle it in the window; for an event from the window, the other way round.
 */

/** The longest side of a frame, in pixels. */
export const MAX_FRAME_SIDE = 8192;

/** One frame. `indexed`: a byte a pixel and a palette of 256 RGB triples; `rgba`: four bytes a pixel. Rows from the top, no padding. */
export const frame = z
  .strictObject({
    type: z.literal('frame'),
    /** Counts the frames that were sent to the window, which acknowledges each. */
    seq: z.number().int(),
    width: z.number().int().min(1).max(MAX_FRAME_SIDE),
    height: z.number().int().min(1).max(MAX_FRAME_SIDE),
    /** The colour around the picture, as 0xRRGGBB; black if absent. */
    border: z.number().int().min(0).max(0xffffff).optional(),
    /** How tall a pixel is meant to be shown, in pixel widths, where the game says so. */
    tall: z.number().min(0.1).max(10).optional(),
    format: z.enum(['indexed', 'rgba']),
    pixels: z.instanceof(Uint8Array),
    palette: z.instanceof(Uint8Array).optional(),
  })
  .refine(
    (f) =>
      f.format === 'indexed'
        ? f.pixels.length === f.width * f.height && f.palette?.length === 768
        : f.pixels.length === f.width * f.height * 4,
    'pixels and palette do not fit the size',
  );
export type Frame = z.infer<typeof frame>;

/** The most sound in one message, in bytes: a second at the highest rate that a game may ask for. */
const MAX_SOUND_BYTES = 768_000;

/** A block of sound, following the one before. Left and right in turn, signed 16 bits, little-endian; `rate` frames a second. */
export const sound = z.strictObject({
  type: z.literal('sound'),
  /** Counts the blocks that were sent to the window, which acknowledges them. */
  seq: z.number().int(),
  /**
   * The first key that the game took since the block before: its effect is heard in this block at the earliest. `time` is the key's, and
   * `waitedMs` how many milliseconds the session held the key before the game took it, as an SDL event.
   */
  key: z.strictObject({ time: z.number(), waitedMs: z.number().min(0) }).optional(),
  rate: z.number().int().min(4000).max(192_000),
  samples: z
    .instanceof(Uint8Array)
    .refine((s) => s.length % 4 === 0 && s.length <= MAX_SOUND_BYTES, 'not whole frames, or too many'),
});
export type Sound = z.infer<typeof sound>;

/** The side of the largest icon, in pixels: no window manager shows a larger one. */
export const MAX_ICON_SIDE = 256;
const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const IHDR = 0x49484452;

/** The icon of the game's window, a PNG. */
export const gameIcon = z.instanceof(Uint8Array).refine(isIcon, 'is no PNG of an icon’s size');

/**
 * Whether bytes begin as a PNG does, with the size that it will have once decoded: a few bytes can stand for gigabytes of pixels
 * (PNG specification, 5.2 and 11.2.1).
 */
function isIcon(png: Uint8Array): boolean {
  if (png.length < 24 || png.length > MAX_ICON_SIDE ** 2 * 4 + 4096) return false;
  const view = new DataView(png.buffer, png.byteOffset, png.byteLength);
  const sides = [view.getUint32(16), view.getUint32(20)];
  return (
    PNG_SIGNATURE.every((byte, i) => png[i] === byte) &&
    view.getUint32(12) === IHDR &&
    sides.every((side) => side >= 1 && side <= MAX_ICON_SIDE)
  );
}

const padIndex = z.number().int().min(0).max(15);
const strength = z.number().int().min(0).max(65535);

/** What a game tells its window besides frames and sound. Of each kind the newest counts, however often it changes. */
export const gameEvent = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('title'), title: z.string() }),
  z.strictObject({ type: z.literal('icon'), png: gameIcon }),
  /** The game wants the mouse for itself (SDL's relative mode), or releases it. */
  z.strictObject({ type: z.literal('mouse-grab'), grabbed: z.boolean() }),
  /** The game wants the window in full screen, or out of it. The window's event of the same name reports the result. */
  z.strictObject({ type: z.literal('fullscreen'), on: z.boolean() }),
  /**
   * Pad `index` rumbles: `low` is the strength of its slow motor, `high` of its fast one, 0 to 65535. A new rumble replaces the one
   * before; one of 0 and 0 ends it.
   */
  z.strictObject({
    type: z.literal('pad-rumble'),
    index: padIndex,
    low: strength,
    high: strength,
    milliseconds: z.number().int().min(0).max(65535),
  }),
]);
export type GameEvent = z.infer<typeof gameEvent>;

/** Events that only ask for something: a window that comes later is not sent them again. */
export const REQUESTS: ReadonlySet<GameEvent['type']> = new Set(['fullscreen', 'pad-rumble']);
/** Events that concern the window itself and not only its page: main receives them too. */
export const WINDOW_LOOK: ReadonlySet<GameEvent['type']> = new Set(['title', 'icon']);
/** The least time between two events of a kind, in milliseconds, where it is longer than a frame's: large ones. */
export const INTERVAL_MS: Readonly<Partial<Record<GameEvent['type'], number>>> = { icon: 1000 };

/** More than any mouse moves between two frames, and turns. */
const mouseCounts = z.number().min(-20_000).max(20_000);
const notches = z.number().int().min(-100).max(100);

/** What the window tells the game. */
export const windowEvent = z.discriminatedUnion('type', [
  /**
   * `code` is KeyboardEvent.code; `text` what the key types in the player's layout (one key press, so usually one character). What is
   * absent is as on a US keyboard.
   */
  z.strictObject({
    type: z.literal('key'),
    code: z.string().max(32),
    down: z.boolean(),
    repeat: z.boolean(),
    text: z.string().max(8).optional(),
    /** What the key types in the player's layout without modifiers. */
    key: z.string().max(8).optional(),
    /** The locks, as they are after it. */
    caps: z.boolean().optional(),
    num: z.boolean().optional(),
    /** When it was pressed, in milliseconds of the window's own clock; comes back with the sound that follows. */
    time: z.number().optional(),
  }),
  /** The window lost keyboard, mouse and pads: all that was held is up. */
  z.strictObject({ type: z.literal('release-keys') }),
  /** Movement since the last such event, in counts of the device, as in SDL's relative mode. */
  z.strictObject({ type: z.literal('mouse-move'), dx: mouseCounts, dy: mouseCounts }),
  /** Where the mouse is in the picture, while it is free: 0 to 1 in either direction. */
  z.strictObject({ type: z.literal('mouse-at'), x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  /** `button` is MouseEvent.button: 0 left, 1 middle, 2 right, 3 back, 4 forward. */
  z.strictObject({
    type: z.literal('mouse-button'),
    button: z.number().int().min(0).max(4),
    down: z.boolean(),
  }),
  /** Whole notches; positive `y` is away from the player, positive `x` to the right. */
  z.strictObject({ type: z.literal('mouse-wheel'), x: notches, y: notches }),
  /** The whole state of pad `index`, sent when something of it has changed; null once it is unplugged. */
  z.strictObject({
    type: z.literal('gamepad'),
    index: padIndex,
    /** As the Gamepad API reports it: axes -1 to 1 (down and right positive), buttons 0 to 1. */
    pad: z
      .strictObject({
        id: z.string().max(256),
        /** Whether axes and buttons stand where the W3C's standard gamepad has them. */
        standard: z.boolean(),
        axes: z.array(z.number().min(-1).max(1)).max(32),
        buttons: z.array(z.number().min(0).max(1)).max(64),
        /** Whether the browser can make it rumble. */
        rumble: z.boolean().optional(),
      })
      .nullable(),
  }),
  /** The window is in full screen, or out of it, for whatever reason. */
  z.strictObject({ type: z.literal('fullscreen'), on: z.boolean() }),
  /** The display that the window is on: its size in pixels, and how often it is refreshed in a second. */
  z.strictObject({
    type: z.literal('display'),
    width: z.number().int().min(1).max(MAX_FRAME_SIDE),
    height: z.number().int().min(1).max(MAX_FRAME_SIDE),
    hertz: z.number().min(1).max(1000),
  }),
]);
export type WindowEvent = z.infer<typeof windowEvent>;

/** A pad's state. */
export type PadState = NonNullable<Extract<WindowEvent, { type: 'gamepad' }>['pad']>;

/** An event that a game receives: the window's, and what the session adds. */
export type InputEvent =
  | Exclude<WindowEvent, { type: 'key' }>
  | (Extract<WindowEvent, { type: 'key' }> & {
      /** When the session received it, by the session's own clock. */
      readonly arrived?: number | undefined;
    })
  | { readonly type: 'focus'; readonly gained: boolean }
  | { readonly type: 'quit' };
