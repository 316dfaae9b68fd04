/** Enumerations of al.h and alc.h (OpenAL 1.1) that this host knows. */
export const AL = {
  NONE: 0,
  SOURCE_RELATIVE: 0x202,
  PITCH: 0x1003,
  POSITION: 0x1004,
  DIRECTION: 0x1005,
  VELOCITY: 0x1006,
  LOOPING: 0x1007,
  BUFFER: 0x1009,
  GAIN: 0x100a,
  MIN_GAIN: 0x100d,
  MAX_GAIN: 0x100e,
  ORIENTATION: 0x100f,
  SOURCE_STATE: 0x1010,
  INITIAL: 0x1011,
  PLAYING: 0x1012,
  PAUSED: 0x1013,
  STOPPED: 0x1014,
  BUFFERS_QUEUED: 0x1015,
  BUFFERS_PROCESSED: 0x1016,
  REFERENCE_DISTANCE: 0x1020,
  ROLLOFF_FACTOR: 0x1021,
  MAX_DISTANCE: 0x1023,
  SAMPLE_OFFSET: 0x1025,
  SOURCE_TYPE: 0x1027,
  STATIC: 0x1028,
  STREAMING: 0x1029,
  UNDETERMINED: 0x1030,
  FREQUENCY: 0x2001,
  BITS: 0x2002,
  CHANNELS: 0x2003,
  SIZE: 0x2004,
  NO_ERROR: 0,
  INVALID_NAME: 0xa001,
  INVALID_ENUM: 0xa002,
  INVALID_VALUE: 0xa003,
  INVALID_OPERATION: 0xa004,
  OUT_OF_MEMORY: 0xa005,
  DOPPLER_FACTOR: 0xc000,
  SPEED_OF_SOUND: 0xc003,
  DISTANCE_MODEL: 0xd000,
  INVERSE_DISTANCE: 0xd001,
  INVERSE_DISTANCE_CLAMPED: 0xd002,
  LINEAR_DISTANCE: 0xd003,
  LINEAR_DISTANCE_CLAMPED: 0xd004,
  EXPONENT_DISTANCE: 0xd005,
  EXPONENT_DISTANCE_CLAMPED: 0xd006,
} as const;

export const ALC = {
  MAJOR_VERSION: 0x1000,
  MINOR_VERSION: 0x1001,
  DEFAULT_DEVICE_SPECIFIER: 0x1004,
  DEVICE_SPECIFIER: 0x1005,
  EXTENSIONS: 0x1006,
  FREQUENCY: 0x1007,
  REFRESH: 0x1008,
  SYNC: 0x1009,
} as const;

/** The device's frames a second. */
export const RATE = 44_100;
/** The most frames that are mixed between two changes of a source: 23 ms. */
export const BLOCK_FRAMES = 1024;

/** The most sources of a context, as OpenAL Soft has them by default. */
export const MAX_SOURCES = 256;
export const MAX_BUFFERS = 65_536;
/** The most buffers in the queue of one source. */
export const MAX_QUEUE = 4096;
/** Bytes of all buffers together. */
export const MAX_BUFFER_BYTES = 256 * 1024 * 1024;
/** The most frames a second of a buffer. */
export const MAX_FREQUENCY = 768_000;
