import type { FunctionTable } from '../../functions.ts';
import { shortened } from '../../guest-memory.ts';
import type { SdlCore } from '../core.ts';

/** SDL_MessageBoxData: flags, window, title, message, count and address of the buttons (SDL_messagebox.h). */
const DATA = { flags: 0, title: 8, message: 12, buttons: 16, buttonList: 20 } as const;
/** SDL_MessageBoxButtonData: flags, id, text. */
const BUTTON = { flags: 0, id: 4, size: 12 } as const;
const RETURNKEY_DEFAULT = 0x1;

/** As much of a message box is kept, in characters. */
const TITLE_MAX = 256;
const TEXT_MAX = 4096;

/** Message boxes go to the session as what the game says; no reply comes, so the default button is taken at once. */
export function messageBoxFunctions(core: SdlCore): FunctionTable {
  const { memory, platform } = core;
  const show = (flags: number, title: number, text: number) =>
    platform.messageBox({
      flags,
      title: shortened(memory.text(title), TITLE_MAX),
      text: shortened(memory.text(text), TEXT_MAX),
    });
  return {
    SDL_ShowSimpleMessageBox: [
      '(i32,i32,i32,i32)->i32',
      (flags: number, title: number, message: number, _window: number) => {
        show(flags, title, message);
        return 0;
      },
    ],
    SDL_ShowMessageBox: [
      '(i32,i32)->i32',
      (data: number, chosen: number) => {
        if (data === 0) return core.invalid('messageboxdata');
        const count = memory.i32(data + DATA.buttons);
        if (count < 0) return core.invalid('numbuttons');
        const field = (offset: number) => memory.i32(data + offset);
        show(field(DATA.flags), field(DATA.title), field(DATA.message));
        const list = memory.i32(data + DATA.buttonList);
        let answer = -1;
        for (let i = 0; i < count; i++) {
          const button = list + i * BUTTON.size;
          if (memory.i32(button + BUTTON.flags) & RETURNKEY_DEFAULT) answer = memory.i32(button + BUTTON.id);
        }
        memory.setOut(chosen, answer);
        return 0;
      },
    ],
  };
}
