/** For tests: a saved game as Doom writes it, with a world of nothing. */
export function saveBytes({
  description = 'a save',
  version = 'version 109',
  skill = 2,
  episode = 1,
  map = 1,
  players = [1, 0, 0, 0],
  tics = 350,
  world = 1000,
} = {}): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(50 + world + 1);
  bytes.set(Buffer.from(description, 'latin1').subarray(0, 24), 0);
  bytes.set(Buffer.from(version, 'latin1').subarray(0, 16), 24);
  bytes.set([skill, episode, map, ...players, tics >> 16, (tics >> 8) & 255, tics & 255], 40);
  bytes.fill(0xaa, 50, 50 + world);
  bytes[50 + world] = 0x1d;
  return bytes;
}
