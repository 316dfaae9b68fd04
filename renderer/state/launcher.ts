import { type SourcePort, sourcePortFacts } from '../../engine/games/source-ports.ts';
import type { LogLine } from '../../engine/session/protocol.ts';
import type { ControlsState } from '../../main/protocol/controls.ts';
import type {
  AddResult,
  LauncherRequestName,
  LoadCheck,
  OwnChoice,
  RequestAnswer,
  RequestArgument,
  SavedFile,
  SessionStart,
  SettingsPatch,
} from '../../main/protocol/launcher.ts';
import type { Message } from '../../main/protocol/messages.ts';
import type { PadMapping } from '../../main/protocol/pads.ts';
import type { FrameCost, WindowSize } from '../../main/protocol/picture.ts';
import { messageOfError } from '../../main/protocol/refusal.ts';
import { slotText } from '../../main/protocol/texts/homes.ts';
import { messageText } from '../../main/protocol/texts/index.ts';
import type { Connection, Unsubscribe } from '../bridge/connection.ts';
import type { Player } from '../player/player.ts';
import { readWindowFacts } from '../player/window-facts.ts';
import { type AppAction, type AppState, activeSession, type Toast } from './app-state.ts';
import { followDownload, saveDownload } from './download.ts';
import type { Selection } from './selection.ts';
import type { Store } from './store.ts';

/** The biggest file that is uploaded: one that is bigger is no WAD, and reading it would only exhaust the page's memory. */
export const MAX_UPLOAD_BYTES = 256 * 1024 * 1024;
/** So many dropped files are handed over in a request: the library is shown after each of them. */
const PATHS_AT_ONCE = 100;
/** As much as the launcher takes for a saved game. */
const MAX_SAVE_BYTES = 32 * 1024 * 1024;

/**
 * What the player can have the launcher do. Each method resolves when it is done, whether it succeeded or not. A failure is shown as a
 * toast. A result arrives as the launcher's state.
 */
export class LauncherCommands {
  readonly #connection: Connection;
  readonly #store: Store<AppState, AppAction>;

  constructor(connection: Connection, store: Store<AppState, AppAction>) {
    this.#connection = connection;
    this.#store = store;
  }

  /** Returns whether the game was started. What the selection does not name is as it was chosen for the load order. */
  async play(selection: Selection & { iwad: string } & OwnChoice, start?: SessionStart): Promise<boolean> {
    const { iwad, pwads, merge, port, options } = selection;
    const what = {
      ...{ iwad, pwads: [...pwads], merge: [...merge] },
      ...(port !== undefined && { port }),
      ...(options !== undefined && { options }),
      ...(start !== undefined && { start }),
    };
    // What the game is to fill.
    const size = windowSizeNow();
    if (size !== undefined) await this.#ask('picture.window', size);
    return (await this.#ask('play', what)) !== undefined;
  }

  /** What plays the chosen game and add-ons, and what the player should know of them. `port`: the player's own choice. */
  checkAddOns(
    { iwad, pwads, merge }: Selection & { iwad: string },
    port?: SourcePort,
  ): Promise<LoadCheck | undefined> {
    return this.#ask('wad.check', {
      iwad,
      pwads: [...pwads],
      merge: [...merge],
      ...(port !== undefined && { port }),
    });
  }

  /** What the player has chosen of how a load order is played; nothing where it is not known. */
  async readChoice({ iwad, pwads, merge }: Selection & { iwad: string }): Promise<OwnChoice> {
    return (await this.#ask('choice.read', { iwad, pwads: [...pwads], merge: [...merge] })) ?? {};
  }

  /** Returns what is stored now; undefined if it was not stored. */
  writeChoice(
    { iwad, pwads, merge }: Selection & { iwad: string },
    own: OwnChoice,
  ): Promise<OwnChoice | undefined> {
    return this.#ask('choice.write', { of: { iwad, pwads: [...pwads], merge: [...merge] }, ...own });
  }

  /** Has the launcher check whether the library's files are there. Changes arrive as an event; a failure is not worth a message. */
  async refresh(): Promise<void> {
    if (this.#store.state.connection !== 'open') return;
    await this.#connection.request('library.refresh').catch(() => undefined);
  }

  async stop(): Promise<void> {
    await this.#ask('stop');
  }

  async restart(): Promise<void> {
    await this.#ask('restart');
  }

  /** Lets the player choose files in the system's dialog; only where `shell.fileDialogs`. */
  async openDialog(): Promise<void> {
    const results = await this.#ask('wad.open');
    if (results !== undefined && results.length > 0) this.#added(results);
  }

  /** Adds files that were dropped or picked, by path where the shell has paths, else by content. */
  async addFiles(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    this.#store.dispatch({ type: 'adding', files: files.length });
    const byPath = this.#store.state.launcher?.shell.filePaths === true;
    this.#added(byPath ? await this.#addPaths(files) : await this.#upload(files));
  }

  async remove(id: string): Promise<void> {
    await this.#ask('wad.remove', id);
  }

  get #padMappings(): readonly PadMapping[] {
    return this.#store.state.launcher?.settings.padMappings ?? [];
  }

  /** Returns whether it was stored. */
  async changeSettings(patch: SettingsPatch): Promise<boolean> {
    return (await this.#ask('settings.update', patch)) !== undefined;
  }

  /** What frames took on this machine; nothing where that is not known. */
  async frameCosts(): Promise<readonly FrameCost[]> {
    return (await this.#ask('picture.costs')) ?? [];
  }

  /** What a game is played by. Rejects with a Refusal where its configuration cannot be read. */
  readControls(of: RequestArgument<'controls.read'>): Promise<ControlsState> {
    return this.#connection.request('controls.read', of);
  }

  /** Returns what the game is played by now; undefined if it was not stored. */
  writeControls(change: RequestArgument<'controls.write'>): Promise<ControlsState | undefined> {
    return this.#ask('controls.write', change);
  }

  diagnostics(): Promise<RequestAnswer<'diagnostics'> | undefined> {
    return this.#ask('diagnostics');
  }

  async exportDiagnostics(): Promise<void> {
    this.#handedOver(
      'Diagnostics',
      await this.#ask('diagnostics.export', readWindowFacts(this.#padMappings)),
    );
  }

  homes(): Promise<RequestAnswer<'homes'> | undefined> {
    return this.#ask('homes');
  }

  demos(): Promise<RequestAnswer<'demos'> | undefined> {
    return this.#ask('demos');
  }

  async importDemo(
    { iwad, pwads, merge, port }: Selection & { iwad: string } & OwnChoice,
    file: File,
  ): Promise<void> {
    if (file.size > MAX_SAVE_BYTES) {
      this.#tell({ code: 'demo-too-large', params: { file: file.name } });
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const choice = { iwad, pwads: [...pwads], merge: [...merge], ...(port !== undefined && { port }) };
    const answer = await this.#ask('demo.import', { ...choice, name: file.name, bytes });
    if (answer === undefined) return;
    const { title } = sourcePortFacts(answer.port);
    const text = answer.port === port ? 'was imported.' : `was imported. ${title} plays it: see its demos.`;
    this.#toast('info', `${file.name} ${text}`);
  }

  /** A PNG of a save or a screenshot; undefined where there is none. */
  async homePicture(home: string, file: string): Promise<Uint8Array | undefined> {
    // An image that is not there (any more) is no trouble worth a message.
    return (await this.#connection.request('home.picture', { home, file }).catch(() => null)) ?? undefined;
  }

  /** Hands out one file of a home, or all of them as a zip. */
  async exportFile(home: string, file?: string): Promise<void> {
    const what = file === undefined ? { home } : { home, file };
    this.#handedOver(file ?? 'Everything of this game', await this.#ask('home.export', what));
  }

  /** Ends the export of a whole home. */
  async cancelExport(home: string): Promise<void> {
    await this.#ask('home.cancelExport', home);
  }

  async importSave(home: string, file: File): Promise<void> {
    if (file.size > MAX_SAVE_BYTES) {
      this.#tell({ code: 'save-too-large', params: { file: file.name } });
      return;
    }
    const bytes = new Uint8Array(await file.arrayBuffer());
    const answer = await this.#ask('home.import', { home, name: file.name, bytes });
    if (answer !== undefined) this.#toast('info', `${file.name} is in ${slotText(answer.slot)} now.`);
  }

  /** Returns the id by which it is restored. */
  async deleteFile(home: string, file: string): Promise<string | undefined> {
    return (await this.#ask('home.delete', { home, file }))?.id;
  }

  /** Restores what was deleted. Returns whether it is back. */
  async restoreFile(home: string, id: string): Promise<boolean> {
    try {
      await this.#connection.request('home.restore', { home, id });
      return true;
    } catch (error) {
      this.#tell(messageOfError(error));
      return false;
    }
  }

  /** Calls `listener` whenever files of a home have changed, until the answer is called. */
  onHomes(listener: () => void): Unsubscribe {
    return this.#connection.on('homes', listener);
  }

  /** Keeps the frame that the running game shows. */
  async takeScreenshot(): Promise<void> {
    const answer = await this.#ask('screenshot');
    if (answer !== undefined)
      this.#toast('info', `Screenshot saved as ${answer.file}. You find it under Saved games.`);
  }

  /** For `Fullscreen`: a refusal means no. */
  readonly setFullscreen = async (on: boolean): Promise<boolean> =>
    (await this.#ask('window.fullscreen', on)) ?? false;

  /** Calls `listener` when the window has changed to full screen or back without its page. */
  onFullscreen(listener: (on: boolean) => void): Unsubscribe {
    return this.#connection.on('fullscreen', listener);
  }

  /** Calls `listener` with new log lines, until the answer is called. */
  onLog(listener: (lines: readonly LogLine[]) => void): Unsubscribe {
    return this.#connection.on('log', listener);
  }

  async #addPaths(files: readonly File[]): Promise<AddResult[]> {
    const found = files.map((file) => ({ file, path: this.#connection.pathForFile(file) }));
    const paths = found.map(({ path }) => path).filter((path) => path !== '');
    const results: AddResult[] = [];
    for (let i = 0; i < paths.length; i += PATHS_AT_ONCE)
      results.push(...((await this.#ask('wad.addPaths', paths.slice(i, i + PATHS_AT_ONCE))) ?? []));
    const pathless = found.filter(({ path }) => path === '').map(({ file }) => file);
    return [...results, ...(await this.#upload(pathless))];
  }

  async #upload(files: readonly File[]): Promise<AddResult[]> {
    const results: AddResult[] = [];
    for (const file of files) results.push(await this.#uploadOne(file));
    return results;
  }

  async #uploadOne(file: File): Promise<AddResult> {
    const refused = (reason: Message): AddResult => ({ ok: false, file: file.name, reason });
    if (file.size > MAX_UPLOAD_BYTES)
      return refused({ code: 'upload-too-large', params: { file: file.name } });
    try {
      const bytes = new Uint8Array(await file.arrayBuffer());
      return await this.#connection.request('wad.upload', { name: file.name, bytes });
    } catch (error) {
      return refused(messageOfError(error));
    }
  }

  #added(results: readonly AddResult[]): void {
    this.#store.dispatch({ type: 'added', results });
    if (activeSession(this.#store.state) === undefined || this.#store.state.view !== 'play') {
      this.#store.dispatch({ type: 'view', view: 'library' });
      return;
    }
    const good = results.filter(({ ok }) => ok).length;
    const text = `${good} of ${results.length} files are in the library now.`;
    this.#store.dispatch({ type: 'toast', kind: good === results.length ? 'info' : 'error', text });
  }

  #handedOver(what: string, answer: SavedFile | undefined): void {
    if (answer === undefined || answer.kind === 'cancelled') return;
    if (answer.kind === 'download') saveDownload(answer.name, answer.bytes);
    if (answer.kind === 'link') followDownload(answer.name, answer.href);
    if (answer.kind === 'link')
      this.#toast('info', `${what} is packed. Your browser saves it as ${answer.name}.`);
    else if (answer.kind === 'saved') this.#toast('info', `${what} saved: ${answer.path}`);
    else this.#toast('info', `${what} saved with your downloads: ${answer.name}`);
  }

  #tell(problem: Message): void {
    this.#toast('error', messageText(problem));
  }

  #toast(kind: Toast['kind'], text: string): void {
    this.#store.dispatch({ type: 'toast', kind, text });
  }

  /** A request whose refusal is shown to the player; undefined then. */
  async #ask<N extends LauncherRequestName>(
    name: N,
    ...argument: undefined extends RequestArgument<N> ? [] : [argument: RequestArgument<N>]
  ): Promise<RequestAnswer<N> | undefined> {
    try {
      return await this.#connection.request(name, ...argument);
    } catch (error) {
      this.#tell(messageOfError(error));
      return undefined;
    }
  }
}

/** Keeps the store and the player up to date with what the launcher tells. */
export function followLauncher(
  connection: Connection,
  store: Store<AppState, AppAction>,
  player: Pick<Player, 'attach'>,
): void {
  /** The revision of the newest changes that arrived. */
  let newest = 0;
  const fetchState = async () => {
    try {
      let state = await connection.request('state');
      // Changes have overtaken the response, and are not in it.
      while (state.revision < newest) state = await connection.request('state');
      store.dispatch({ type: 'launcher', state });
    } catch (error) {
      store.dispatch({ type: 'toast', kind: 'error', text: messageText(messageOfError(error)) });
    }
  };
  connection.onStatus((status) => {
    store.dispatch({ type: 'connection', status, loss: connection.loss });
    newest = 0;
    if (status === 'open') void fetchState();
  });
  connection.on('changes', (changes) => {
    newest = changes.revision;
    const known = store.state.launcher?.revision;
    // The first state is on its way.
    if (known === undefined) return;
    if (changes.revision === known + 1) store.dispatch({ type: 'changes', changes });
    else if (changes.revision > known) void fetchState();
  });
  connection.on('stats', (stats) => store.dispatch({ type: 'stats', stats }));
  connection.on('export', (progress) => store.dispatch({ type: 'export', progress }));
  connection.on('message', ({ kind, message }) =>
    store.dispatch({ type: 'toast', kind, text: messageText(message) }),
  );
  connection.onProblem((problem) =>
    store.dispatch({ type: 'toast', kind: 'error', text: messageText(problem) }),
  );
  connection.onPlayerPort((port) => player.attach(port));
  store.dispatch({ type: 'connection', status: connection.status, loss: connection.loss });
  if (connection.status === 'open') void fetchState();
}

/** The window's size in pixels of the display; undefined where there is no window. */
function windowSizeNow(): WindowSize | undefined {
  const { innerWidth, innerHeight, devicePixelRatio } = globalThis;
  if (innerWidth === undefined) return undefined;
  const side = (length: number) => Math.min(32_768, Math.max(1, Math.round(length * devicePixelRatio)));
  return { width: side(innerWidth), height: side(innerHeight) };
}
