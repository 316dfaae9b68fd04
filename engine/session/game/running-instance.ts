import type { FrameLines, GameStatistics } from '../../games/game-adapter.ts';
import { guestOf } from '../../host/guest.ts';
import type { Guest, Host } from '../../host/host.ts';
import { type Extern, Instance, type Module, type Restoration, type Store } from '../../wasm/index.ts';

/**
 * The parts of a session that belong to one instance. Hosts, files and environment outlive them. When the game moves to another backend,
 * another object of this class takes the place of this one.
 */
export class RunningInstance {
  readonly store: Store;
  readonly module: Module;
  readonly instance: Instance;
  /** The instance as hosts see it; undefined for a module without a memory. */
  readonly guest: Guest | undefined;

  /** `imports`: in the order of the module's imports. */
  private constructor(store: Store, module: Module, instance: Instance, imports: readonly Extern[]) {
    this.store = store;
    this.module = module;
    this.instance = instance;
    this.guest = guestOf(instance, imports);
  }

  /** Instantiates a module. Throws what its start function throws. */
  static create(store: Store, module: Module, imports: readonly Extern[]): RunningInstance {
    return new RunningInstance(store, module, new Instance(store, module, imports), imports);
  }

  /** The instance that a restoration of one module has built. Its state is complete. */
  static restored({ store, instances }: Restoration): RunningInstance {
    const [instance] = instances;
    if (instance === undefined) throw new Error('a restoration without an instance');
    return new RunningInstance(store, instance.module, instance, instance.state.memories);
  }

  /** Connects those who use the instance with it, before the first call. */
  attach(
    hosts: readonly Host[],
    statistics: GameStatistics | undefined,
    frameLines?: FrameLines | undefined,
  ): void {
    const { guest, instance } = this;
    if (guest === undefined) return;
    for (const host of hosts) host.attach(guest);
    statistics?.attach(instance, guest);
    frameLines?.attach(instance, guest);
  }

  /** Calls an exported function without parameters. */
  call(name: string): void {
    this.instance.func(name).call();
  }

  /** The value of an exported 32-bit variable; undefined for a module without it. */
  variable(name: string): number | undefined {
    const { guest } = this;
    const found = this.instance.exports.get(name);
    if (guest === undefined || found?.kind !== 'global') return undefined;
    const address = found.get();
    if (typeof address !== 'number' || address < 0 || address + 4 > guest.bytes.length) return undefined;
    return guest.view.getInt32(address, true);
  }

  get memoryBytes(): number {
    return this.guest?.bytes.length ?? 0;
  }
}
