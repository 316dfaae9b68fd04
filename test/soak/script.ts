/** A player's hands, and the game's time. */
export interface Hands {
  down(code: string): Promise<void>;
  up(code: string): Promise<void>;
  /** Lets so many seconds of the game's time pass. Rejects when the game is over. */
  wait(seconds: number): Promise<void>;
}

/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function randoms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** How long a key is held and left alone, in seconds: three tics. */
const TAP = 3 / 35;

/** What a player does, in scenes that each begin and end with no menu open. */
export class Script {
  /** Scenes played, by name. */
  readonly scenes: Record<string, number> = {};
  /** The scene that is played. */
  scene = '';
  readonly #hands: Hands;
  readonly #random: () => number;

  constructor(hands: Hands, seed: number) {
    this.#hands = hands;
    this.#random = randoms(seed);
  }

  /** Plays until the hands refuse. */
  async play(): Promise<never> {
    await this.#scene('title', () => this.#hands.wait(12 + 30 * this.#random()));
    await this.#scene('new game', () => this.#newGame());
    for (;;) {
      const [name, scene] = this.#pick<readonly [string, () => Promise<void>]>([
        ['walk', () => this.#walk()],
        ['walk', () => this.#walk()],
        ['walk', () => this.#walk()],
        ['level', () => this.#level()],
        ['level', () => this.#level()],
        ['save', () => this.#save()],
        ['load', () => this.#load()],
        ['quick save', () => this.#quick()],
        ['menus', () => this.#menus()],
        ['title', () => this.#title()],
        ['new game', () => this.#newGame()],
      ]);
      await this.#scene(name, scene);
    }
  }

  async #scene(name: string, scene: () => Promise<void>): Promise<void> {
    this.scene = name;
    await scene();
    this.scenes[name] = (this.scenes[name] ?? 0) + 1;
  }

  /**
   * Any episode, any skill but nightmares. Each nightmare after a loaded game halves the time of the demons' states once more (G_InitNew).
   * The game ends in an "Infinite state cycle" when nothing is left of it.
   */
  async #newGame(): Promise<void> {
    await this.#taps('Escape', 'KeyN', 'Enter');
    await this.#downs(4);
    await this.#taps('Enter');
    await this.#hands.wait(0.2);
    // By their letters: the menu begins where it was left.
    await this.#taps(this.#pick(['KeyI', 'KeyH', 'KeyU']), 'Enter');
    await this.#hands.wait(2);
    await this.#walk();
  }

  async #walk(): Promise<void> {
    const ways = ['ArrowUp', 'ArrowUp', 'ArrowUp', 'ArrowLeft', 'ArrowRight', 'ArrowDown', 'Comma', 'Period'];
    for (let i = 5 + this.#below(25); i > 0; i--) {
      const held = [this.#pick(ways), ...(this.#random() < 0.5 ? ['ControlLeft'] : [])];
      for (const code of held) await this.#hands.down(code);
      await this.#hands.wait(0.1 + 0.9 * this.#random());
      for (const code of held) await this.#hands.up(code);
      // Doors, switches, what comes after a death or a level.
      await this.#taps('Space');
      if (this.#random() < 0.1) await this.#taps(`Digit${1 + this.#below(7)}`);
      if (this.#random() < 0.05) await this.#taps('Tab', 'Tab');
    }
  }

  async #level(): Promise<void> {
    await this.#type(`idclev${1 + this.#below(4)}${1 + this.#below(9)}`);
    await this.#hands.wait(2);
    if (this.#random() < 0.5) await this.#type('idkfa');
    await this.#walk();
  }

  async #save(): Promise<void> {
    await this.#taps('F2');
    await this.#downs(6);
    await this.#taps('Enter');
    await this.#type('soak');
    await this.#taps('Enter');
    await this.#hands.wait(0.5);
  }

  /** An empty place cannot be loaded: the menu stays, and is closed. */
  async #load(): Promise<void> {
    await this.#taps('F2');
    await this.#taps('Enter', 'KeyL', 'Enter');
    await this.#hands.wait(0.3);
    await this.#taps('F9', 'KeyY');
    await this.#hands.wait(1);
    await this.#walk();
  }

  async #quick(): Promise<void> {
    await this.#taps('F6', 'KeyY');
    await this.#hands.wait(0.5);
    await this.#walk();
    await this.#taps('F9', 'KeyY');
    await this.#hands.wait(1);
  }

  /** Help, volumes, detail, messages, gamma: what is changed is changed back. */
  async #menus(): Promise<void> {
    await this.#taps('F1', 'Escape', 'F4', 'ArrowLeft', 'ArrowRight', 'Escape');
    await this.#taps('F5', 'F5', 'F8', 'F8', ...Array.from({ length: 5 }, () => 'F11'));
    await this.#taps('Equal', 'Minus');
  }

  /** Ends the game and watches the demos. */
  async #title(): Promise<void> {
    await this.#taps('F7', 'KeyY');
    await this.#hands.wait(20 + 60 * this.#random());
    await this.#newGame();
  }

  async #type(text: string): Promise<void> {
    for (const letter of text)
      await this.#taps(/\d/.test(letter) ? `Digit${letter}` : `Key${letter.toUpperCase()}`);
  }

  async #downs(below: number): Promise<void> {
    for (let i = this.#below(below); i > 0; i--) await this.#taps('ArrowDown');
  }

  async #taps(...codes: string[]): Promise<void> {
    for (const code of codes) {
      await this.#hands.down(code);
      await this.#hands.wait(TAP);
      await this.#hands.up(code);
      await this.#hands.wait(TAP);
    }
  }

  #below(count: number): number {
    return Math.floor(this.#random() * count);
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#below(list.length)]!;
  }
}
