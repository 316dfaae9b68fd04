import type { ChannelState } from './state.ts';

/** Something that changes a channel's samples before they are mixed, in the order it was put there. */
export type Effect = PanningEffect | GuestEffect;

/** Mix_SetPanning: how loud left and right are, 0 to 255. */
export interface PanningEffect {
  readonly kind: 'panning';
  left: number;
  right: number;
}

/** Mix_RegisterEffect: function pointers of the game, 0 for none. */
export interface GuestEffect {
  readonly kind: 'guest';
  readonly callback: number;
  readonly done: number;
  readonly data: number;
}

/** One of SDL_mixer's channels. */
export class Channel {
  /** 0 to 128. */
  volume = 128;
  /** When it was paused, in milliseconds of the session's time; undefined while it is not. */
  paused: number | undefined;
  /** Address of the Mix_Chunk that is played or was played last; 0 for none. */
  chunk = 0;
  /** Address of the next sample. */
  position = 0;
  /** Bytes left of the chunk. */
  left = 0;
  /** How often it starts again; negative forever. */
  loops = 0;
  /** Session time after which it falls silent, in milliseconds; undefined for never. */
  expires: number | undefined;
  effects: Effect[] = [];

  /** Whether it has samples left or comes back to them. */
  get playing(): boolean {
    return this.left > 0 || this.loops !== 0;
  }

  capture(): ChannelState {
    const { volume, paused, chunk, position, left, loops, expires, effects } = this;
    return {
      ...{ volume, chunk, position, left, loops },
      ...(paused !== undefined && { paused }),
      ...(expires !== undefined && { expires }),
      effects: effects.map((effect) => ({ ...effect })),
    };
  }

  static restored({ paused, expires, effects, ...rest }: ChannelState): Channel {
    const own = effects.map((effect) => ({ ...effect }));
    return Object.assign(new Channel(), rest, { paused, expires, effects: own });
  }

  pause(now: number): void {
    if (this.playing) this.paused = now;
  }

  /** Goes on, for as long as it had still to go. */
  resume(now: number): void {
    if (!this.playing || this.paused === undefined) return;
    if (this.expires !== undefined) this.expires += now - this.paused;
    this.paused = undefined;
  }

  silence(): void {
    this.left = 0;
    this.loops = 0;
    this.expires = undefined;
  }

  /** Panning of full volume on both sides is none. */
  pan(left: number, right: number): void {
    const panning = this.effects.find((effect) => effect.kind === 'panning');
    if (left === 255 && right === 255) this.effects = this.effects.filter((effect) => effect !== panning);
    else if (panning === undefined) this.effects.push({ kind: 'panning', left, right });
    else Object.assign(panning, { left, right });
  }
}
