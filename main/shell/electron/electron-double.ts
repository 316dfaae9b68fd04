import { EventEmitter } from 'node:events';
import { existsSync } from 'node:fs';
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

/** A page: its events, what was sent to it, and its one frame. */
export class ContentsDouble {
  readonly events = new EventEmitter();
  readonly sent: unknown[][] = [];
  readonly posted: { channel: string; message: unknown; ports: readonly Electron.MessagePortMain[] }[] = [];
  readonly mainFrame = only<Electron.WebFrameMain>('frame', { url: 'app://trapdoom/' });
  windowOpenHandler: Parameters<Contents['setWindowOpenHandler']>[0] | undefined;
  url = 'app://trapdoom/';
  readonly contents = only<Contents>('webContents', {
    mainFrame: this.mainFrame,
    on: this.events.on.bind(this.events) as unknown as Contents['on'],
    send: (...message) => void this.sent.push(message),
    postMessage: (channel, message, ports = []) => void this.posted.push({ channel, message, ports }),
    setWindowOpenHandler: (handler) => void (this.windowOpenHandler = handler),
    getURL: () => this.url,
    isDestroyed: () => false,
  });
}

/** An image that knows where it is from; empty images are made of nothing. */
function image(from: string): Electron.NativeImage {
  return only<Electron.NativeImage>(from, { isEmpty: () => from === '0 bytes' });
}

/** A utility process. */
export class ChildDouble {
  readonly events = new EventEmitter();
  readonly posted: { message: unknown; ports: readonly Electron.MessagePortMain[] }[] = [];
  killed = false;
  readonly child = only<Electron.UtilityProcess>('utilityProcess', {
    on: this.events.on.bind(this.events) as unknown as Electron.UtilityProcess['on'],
    once: this.events.once.bind(this.events) as unknown as Electron.UtilityProcess['once'],
    postMessage: (message, ports = []) => void this.posted.push({ message, ports }),
    kill: () => (this.killed = true),
    stdout: null,
    stderr: null,
  });
}

export class ElectronDouble {
  readonly appEvents = new EventEmitter();
  readonly windowEvents = new EventEmitter();
  readonly page = new ContentsDouble();
  readonly children: ChildDouble[] = [];
  readonly ipcHandlers = new Map<string, Parameters<Electron.IpcMain['handle']>[1]>();
  readonly ipcEvents = new EventEmitter();
  readonly schemes: Electron.CustomScheme[] = [];
  readonly blockers = new Set<number>();
  windowOptions: Electron.BrowserWindowConstructorOptions | undefined;
  loaded: string[] = [];
  /** In the order they were called. */
  readonly calls: string[] = [];
  contentHandler: Parameters<Electron.Protocol['handle']>[1] | undefined;
  requestHandler: RequestHandler | undefined;
  checkHandler: CheckHandler | undefined;
  deviceHandler: ((details: Electron.DevicePermissionHandlerHandlerDetails) => boolean) | undefined;
  isFirstInstance = true;
  openDialog: Electron.OpenDialogReturnValue = { canceled: true, filePaths: [] };
  saveDialog: Electron.SaveDialogReturnValue = { canceled: true, filePath: '' };
  /** What save dialogs were opened with. */
  readonly saveDialogs: Electron.SaveDialogOptions[] = [];
  exitCode: number | undefined;
  fullscreen = false;
  readonly icons: unknown[] = [];

  readonly window = only<Electron.BrowserWindow>('window', {
    webContents: this.page.contents,
    once: this.windowEvents.once.bind(this.windowEvents) as unknown as Electron.BrowserWindow['once'],
    on: this.windowEvents.on.bind(this.windowEvents) as unknown as Electron.BrowserWindow['on'],
    setFullScreen: (on) => void (this.fullscreen = on),
    isFullScreen: () => this.fullscreen,
    setIcon: (icon) => void this.icons.push(icon),
    show: () => void this.calls.push('show'),
    focus: () => void this.calls.push('focus'),
    restore: () => void this.calls.push('restore'),
    reload: () => void this.calls.push('reload'),
    isMinimized: () => true,
    isMaximized: () => false,
    isDestroyed: () => false,
    getNormalBounds: () => ({ x: 10, y: 20, width: 900, height: 700 }),
    loadURL: async (url) => void this.loaded.push(url),
  });

  readonly api: ElectronApi;

  constructor() {
    const app = only<Electron.App>('app', {
      isPackaged: true,
      on: this.appEvents.on.bind(this.appEvents) as unknown as Electron.App['on'],
      setPath: (name, folder) => {
        if (!existsSync(folder)) throw new Error('Failed to set path');
        this.calls.push(`setPath ${name} ${folder}`);
      },
      requestSingleInstanceLock: (data) => {
        this.calls.push(`lock ${JSON.stringify(data)}`);
        return this.isFirstInstance;
      },
      enableSandbox: () => void this.calls.push('enableSandbox'),
      whenReady: async () => void this.calls.push('ready'),
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
    const double = this;
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
        showOpenDialog: async () => this.openDialog,
        showSaveDialog: (async (_window: Electron.BaseWindow, options: Electron.SaveDialogOptions) => {
          this.saveDialogs.push(options);
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
          this.children.push(new ChildDouble());
          return this.children.at(-1)!.child;
        },
      }),
      MessageChannelMain: class {
        readonly port1 = only<Electron.MessagePortMain>('port1', {});
        readonly port2 = only<Electron.MessagePortMain>('port2', {});
      },
      BrowserWindow: class {
        constructor(options: Electron.BrowserWindowConstructorOptions) {
          double.windowOptions = options;
          double.appEvents.emit('web-contents-created', {}, double.page.contents);
          // A constructor may return what stands for the new object.
          // biome-ignore lint/correctness/noConstructorReturn: the one window that tests look at
          return double.window as never;
        }
      } as unknown as typeof Electron.BrowserWindow,
    });
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
