import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import type Electron from 'electron';
import type { ElectronApi } from './api.ts';

/**
 * A double of the parts of Electron that this shell uses. Its types are Electron's own; whatever the shell touches beyond what stands
 * here fails the test instead of being undefined.
 */
export function only<T extends object>(name: string, part: Partial<T>): T {
  return new Proxy(part, {
    get(target, key) {
      if (typeof key === 'symbol' || key === 'then') return Reflect.get(target, key);
      if (!(key in target)) throw new Error(`${name}.${key} is not part of the double`);
      return Reflect.get(target, key);
    },
  }) as T;
}

/** An event that remembers whether it was prevented. */
export function preventable<T extends object>(details: T) {
  const event = { ...details, prevented: false, preventDefault: () => void (event.prevented = true) };
  return event;
}

type Contents = Electron.WebContents;
type RequestHandler = NonNullable<Parameters<Electron.Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Electron.Session['setPermissionCheckHandler']>[0]>;

type RequestListener = (
  details: Electron.OnBeforeRequestListenerDetails,
  callback: (response: Electron.CallbackResponse) => void,
) => void;

/** A page: its events, what was sent to it, and its one frame. */
export class ContentsDouble {
  readonly events = new EventEmitter();
  readonly sent: unknown[][] = [];
  readonly posted: { channel: string; message: unknown; ports: readonly Electron.MessagePortMain[] }[] = [];
  readonly mainFrame = only<Electron.WebFrameMain>('frame', { url: 'app://trapdoom/' });
  windowOpenHandler: Parameters<Contents['setWindowOpenHandler']>[0] | undefined;
  webRtcPolicy: string | undefined;
  url = 'app://trapdoom/';
  title = 'Trapdoom';
  /** Whether the page's process is gone, and no other has been started. */
  crashed = false;
  readonly contents = only<Contents>('webContents', {
    mainFrame: this.mainFrame,
    on: this.events.on.bind(this.events) as unknown as Contents['on'],
    send: (...message) => {
      if (!this.crashed) this.sent.push(message);
    },
    postMessage: (channel, message, ports = []) => {
      // Unlike `send`, it lets the frame's error through.
      if (this.crashed) throw new Error('Render frame was disposed before WebFrameMain could be accessed');
      this.posted.push({ channel, message, ports });
    },
    setWebRTCIPHandlingPolicy: (policy) => void (this.webRtcPolicy = policy),
    setWindowOpenHandler: (handler) => void (this.windowOpenHandler = handler),
    getURL: () => this.url,
    getTitle: () => this.title,
    isDestroyed: () => false,
  });

  crash(reason: Electron.RenderProcessGoneDetails['reason']): void {
    this.crashed = true;
    this.events.emit('render-process-gone', {}, { reason, exitCode: 1 });
  }
}

/** One end of a message channel. */
class PortDouble {
  closed = false;
  readonly port = only<Electron.MessagePortMain>('port', { close: () => void (this.closed = true) });
}

/** An image that knows where it is from; empty images are made of nothing. */
function image(from: string): Electron.NativeImage {
  return only<Electron.NativeImage>(from, { isEmpty: () => from === '0 bytes' });
}

/** A utility process. */
export class ChildDouble {
  readonly events = new EventEmitter();
  readonly posted: { message: unknown; ports: readonly Electron.MessagePortMain[] }[] = [];
  readonly stderr = new PassThrough();
  /** Whether it has a process id. */
  spawned = false;
  killed = false;
  readonly child = only<Electron.UtilityProcess>('utilityProcess', {
    on: this.events.on.bind(this.events) as unknown as Electron.UtilityProcess['on'],
    once: this.events.once.bind(this.events) as unknown as Electron.UtilityProcess['once'],
    postMessage: (message, ports = []) => void this.posted.push({ message, ports }),
    // Without a process id there is nothing to kill, and nothing remembers that it was to be.
    kill: () => this.spawned && (this.killed = true),
    stdout: null,
    stderr: this.stderr,
  });

  spawn(): void {
    this.spawned = true;
    this.events.emit('spawn');
  }
}

export class ElectronDouble {
  readonly appEvents = new EventEmitter();
  readonly windowEvents = new EventEmitter();
  readonly sessionEvents = new EventEmitter();
  readonly page = new ContentsDouble();
  readonly children: ChildDouble[] = [];
  readonly ports: PortDouble[] = [];
  readonly ipcHandlers = new Map<string, Parameters<Electron.IpcMain['handle']>[1]>();
  readonly ipcEvents = new EventEmitter();
  readonly schemes: Electron.CustomScheme[] = [];
  readonly blockers = new Set<number>();
  windowOptions: Electron.BrowserWindowConstructorOptions | undefined;
  loaded: string[] = [];
  /** In the order they were called. */
  readonly calls: string[] = [];
  requestListener: RequestListener | undefined;
  contentHandler: Parameters<Electron.Protocol['handle']>[1] | undefined;
  requestHandler: RequestHandler | undefined;
  checkHandler: CheckHandler | undefined;
  deviceHandler: ((details: Electron.DevicePermissionHandlerHandlerDetails) => boolean) | undefined;
  isFirstInstance = true;
  openDialog: Electron.OpenDialogReturnValue = { canceled: true, filePaths: [] };
  saveDialog: Electron.SaveDialogReturnValue = { canceled: true, filePath: '' };
  /** Dialogs stay open until then. */
  dialogClosed = Promise.resolve();
  /** What save dialogs were opened with. */
  readonly saveDialogs: Electron.SaveDialogOptions[] = [];
  isPackaged = true;
  /** Switches of the command line. */
  readonly switches = new Set<string>();
  /** Whether the system forbids sandboxes, as Linux does to root. */
  forbidsSandbox = false;
  /** Whether new processes get a process id at once; otherwise the test says when. */
  spawnsAtOnce = true;
  /** Has `loadURL` wait for `finishLoad` or for what interrupts it. */
  slowLoad = false;
  readonly relaunches: (Electron.RelaunchOptions | undefined)[] = [];
  readonly errorBoxes: string[] = [];
  displayMediaHandler: Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0] = null;
  exitCode: number | undefined;
  fullscreen = false;
  fullScreenable = true;
  destroyed = false;
  readonly titles: string[] = [];
  readonly icons: unknown[] = [];
  #ready = false;
  #loading: { resolve: () => void; reject: (error: Error) => void } | undefined;
  readonly #early: (() => void)[] = [];

  readonly window = only<Electron.BrowserWindow>('window', {
    webContents: this.page.contents,
    once: this.windowEvents.once.bind(this.windowEvents) as unknown as Electron.BrowserWindow['once'],
    on: this.windowEvents.on.bind(this.windowEvents) as unknown as Electron.BrowserWindow['on'],
    // The system does it later, and says so by an event.
    setFullScreen: (on) =>
      this.#whole(() => {
        if (!this.fullScreenable) return;
        setImmediate(() => {
          this.fullscreen = on;
          this.windowEvents.emit(on ? 'enter-full-screen' : 'leave-full-screen');
        });
      }),
    isFullScreen: () => this.#whole(() => this.fullscreen),
    isFullScreenable: () => this.#whole(() => this.fullScreenable),
    setTitle: (title) => this.#whole(() => void this.titles.push(title)),
    setIcon: (icon) => this.#whole(() => void this.icons.push(icon)),
    show: () => this.#whole(() => void this.calls.push('show')),
    // Besides making the window as big as it can be, this shows it.
    maximize: () => this.#whole(() => void this.calls.push('maximize', 'show')),
    focus: () => this.#whole(() => void this.calls.push('focus')),
    restore: () => this.#whole(() => void this.calls.push('restore')),
    reload: () =>
      this.#whole(() => {
        this.calls.push('reload');
        this.page.crashed = false;
        // A navigation ends the one before it.
        this.failLoad('ERR_ABORTED (-3)');
      }),
    isMinimized: () => this.#whole(() => true),
    isMaximized: () => this.#whole(() => false),
    isDestroyed: () => this.destroyed,
    getNormalBounds: () => this.#whole(() => ({ x: 10, y: 20, width: 900, height: 700 })),
    loadURL: (url) =>
      this.#whole(() => {
        this.loaded.push(url);
        return new Promise<void>((resolve, reject) => {
          this.#loading = { resolve, reject };
          if (!this.slowLoad) resolve();
        });
      }),
  });

  readonly api: ElectronApi;

  constructor() {
    const double = this;
    const app = only<Electron.App>('app', {
      get isPackaged() {
        return double.isPackaged;
      },
      getAppPath: () => '/opt/trapdoom/resources/app.asar',
      commandLine: only<Electron.CommandLine>('commandLine', {
        hasSwitch: (name) => this.switches.has(name),
        appendSwitch: (name, value = '') => void this.switches.add(value === '' ? name : `${name}=${value}`),
      }),
      on: this.appEvents.on.bind(this.appEvents) as unknown as Electron.App['on'],
      setPath: (name, folder) => {
        if (!existsSync(folder)) throw new Error('Failed to set path');
        this.calls.push(`setPath ${name} ${folder}`);
      },
      requestSingleInstanceLock: (data) => {
        this.calls.push(`lock ${JSON.stringify(data)}`);
        return this.isFirstInstance;
      },
      enableSandbox: () => {
        this.calls.push('enableSandbox');
        // It takes the user's `--no-sandbox` back.
        this.switches.delete('no-sandbox');
        this.switches.add('enable-sandbox');
      },
      whenReady: async () => {
        this.calls.push('ready');
        this.#ready = true;
        for (const late of this.#early.splice(0)) setImmediate(late);
      },
      relaunch: (options) => void this.relaunches.push(options),
      quit: () => void this.calls.push('quit'),
      exit: (code = 0) => void (this.exitCode = code),
    });
    const ipcMain = only<Electron.IpcMain>('ipcMain', {
      handle: (channel, handler) => void this.ipcHandlers.set(channel, handler),
      removeHandler: (channel) => void this.ipcHandlers.delete(channel),
      on: ((channel: string, listener: () => void) =>
        this.ipcEvents.on(channel, listener)) as unknown as Electron.IpcMain['on'],
      removeAllListeners: ((channel: string) =>
        this.ipcEvents.removeAllListeners(channel)) as unknown as Electron.IpcMain['removeAllListeners'],
    });
    const defaultSession = only<Electron.Session>('session', {
      setPermissionRequestHandler: (handler) => void (this.requestHandler = handler ?? undefined),
      setPermissionCheckHandler: (handler) => void (this.checkHandler = handler ?? undefined),
      setDevicePermissionHandler: (handler) => void (this.deviceHandler = handler ?? undefined),
      on: this.sessionEvents.on.bind(this.sessionEvents) as unknown as Electron.Session['on'],
      webRequest: only<Electron.WebRequest>('webRequest', {
        onBeforeRequest: ((listener: RequestListener) =>
          void (this.requestListener = listener)) as unknown as Electron.WebRequest['onBeforeRequest'],
      }),
      setDisplayMediaRequestHandler: (handler) => void (this.displayMediaHandler = handler),
    });
    const protocol = only<Electron.Protocol>('protocol', {
      registerSchemesAsPrivileged: (schemes) => {
        this.calls.push('registerSchemes');
        this.schemes.push(...schemes);
      },
      handle: (_scheme, handler) => void (this.contentHandler = handler),
    });
    const display = only<Electron.Display>('display', {
      id: 1,
      workArea: { x: 0, y: 0, width: 1920, height: 1040 },
    });
    this.api = only<ElectronApi>('electron', {
      app,
      ipcMain,
      protocol,
      session: only<typeof Electron.session>('session', { defaultSession }),
      screen: only<Electron.Screen>('screen', {
        getPrimaryDisplay: () => display,
        getAllDisplays: () => [display],
      }),
      dialog: only<Electron.Dialog>('dialog', {
        showErrorBox: (_title, text) => void this.errorBoxes.push(text),
        showOpenDialog: async () => {
          await this.dialogClosed;
          return this.openDialog;
        },
        showSaveDialog: (async (_window: Electron.BaseWindow, options: Electron.SaveDialogOptions) => {
          this.saveDialogs.push(options);
          await this.dialogClosed;
          return this.saveDialog;
        }) as Electron.Dialog['showSaveDialog'],
      }),
      powerSaveBlocker: only<Electron.PowerSaveBlocker>('powerSaveBlocker', {
        start: () => {
          const id = this.blockers.size + 7;
          this.blockers.add(id);
          return id;
        },
        stop: (id) => this.blockers.delete(id),
      }),
      Menu: only<typeof Electron.Menu>('Menu', {
        setApplicationMenu: () => void this.calls.push('setApplicationMenu'),
        buildFromTemplate: () => only<Electron.Menu>('menu', {}),
      }),
      nativeImage: only<typeof Electron.nativeImage>('nativeImage', {
        createFromBuffer: (buffer) => image(`${buffer.length} bytes`),
      }),
      utilityProcess: only<typeof Electron.utilityProcess>('utilityProcess', {
        fork: () => {
          const child = new ChildDouble();
          this.children.push(child);
          if (this.spawnsAtOnce) child.spawn();
          // Each process looks for itself, and `enableSandbox` outdoes `--no-sandbox`.
          if (this.forbidsSandbox && this.#sandboxed) setImmediate(() => child.events.emit('exit', 133));
          return child.child;
        },
      }),
      MessageChannelMain: class {
        readonly port1 = double.#newPort();
        readonly port2 = double.#newPort();
      },
      BrowserWindow: class {
        constructor(options: Electron.BrowserWindowConstructorOptions) {
          double.windowOptions = options;
          double.appEvents.emit('web-contents-created', {}, double.page.contents);
          // A constructor may return what stands for the new object.
          // biome-ignore lint/correctness/noConstructorReturn: the one window that tests check
          return double.window as never;
        }
      } as unknown as typeof Electron.BrowserWindow,
    });
  }

  get #sandboxed(): boolean {
    return this.switches.has('enable-sandbox') || !this.switches.has('no-sandbox');
  }

  /** Does what a window does, unless it is no more. */
  #whole<T>(act: () => T): T {
    if (this.destroyed) throw new TypeError('Object has been destroyed');
    return act();
  }

  #newPort(): Electron.MessagePortMain {
    const port = new PortDouble();
    this.ports.push(port);
    return port.port;
  }

  finishLoad(): void {
    this.#loading?.resolve();
  }

  failLoad(code: string): void {
    this.#loading?.reject(new Error(`${code} loading 'app://trapdoom/'`));
  }

  /** As the user closes the window. */
  closeWindow(): void {
    this.windowEvents.emit('close');
    this.destroyed = true;
    this.failLoad('ERR_FAILED (-2)');
    this.windowEvents.emit('closed');
    this.appEvents.emit('window-all-closed');
  }

  /** Another start of the program: the first is notified once it is ready. */
  secondInstance(data: unknown): void {
    const tell = () => this.appEvents.emit('second-instance', {}, [], '/', data);
    if (this.#ready) tell();
    else this.#early.push(tell);
  }

  /** As the page asks, from the frame given or its own. */
  async ask(
    name: unknown,
    argument?: unknown,
    senderFrame: Electron.WebFrameMain | null = this.page.mainFrame,
  ) {
    const event = only<Electron.IpcMainInvokeEvent>('event', { senderFrame });
    return this.ipcHandlers.get('trapdoom:request')!(event, name, argument) as unknown;
  }
}
