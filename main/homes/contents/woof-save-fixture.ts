/** For tests: a saved game as Woof! 15.2.0 writes it, with a world of nothing. */
export function woofSaveBytes({
  description = 'a save',
  version = 'Woof 15.0.0',
  demoVersion = 221,
  skill = 2,
  episode = 1,
  map = 1,
  wads = ['freedoom2.wad', 'woof.pk3'],
  players = [1, 0, 0, 0],
  tics = 350,
  world = 1000,
  behind = 4 + 8 + 4,
  snapshot = true,
} = {}): Uint8Array<ArrayBuffer> {
  const field = (text: string, length: number) => {
    const bytes = Buffer.alloc(length);
    bytes.write(text, 'latin1');
    return bytes;
  };
  const time = Buffer.alloc(4);
  time.writeInt32LE(tics);
  const oldest = version.startsWith('MBF');
  return new Uint8Array(
    Buffer.concat([
      field(description, 24),
      field(version, 16),
      Buffer.from(oldest ? [] : [demoVersion]),
      Buffer.from([0, skill, episode, map]),
      Buffer.alloc(8, 0x55),
      Buffer.from(`${wads.map((name) => `${name}\n`).join('')}\0`, 'latin1'),
      Buffer.concat([Buffer.from(players), Buffer.alloc(28)]),
      Buffer.from([0xff]),
      Buffer.alloc(!oldest && demoVersion === 221 ? 46 : 64, 1),
      time,
      Buffer.alloc(world, 0xaa),
      Buffer.from([0xe6]),
      Buffer.alloc(behind),
      ...(snapshot ? [Buffer.from('WOOF_SNAPSHOT\0', 'latin1'), snapshotPixels()] : []),
    ]),
  );
}

/** Each row of the image has its own colour. */
function snapshotPixels(): Buffer {
  return Buffer.concat(Array.from({ length: 200 }, (_, y) => Buffer.alloc(320, y)));
}
